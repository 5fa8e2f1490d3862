import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { freeze, thaw } from './frozen-world.ts';
import type { World, WorldMessage } from './world.ts';

/** Kibibytes that a file may grow to: every write beyond fails in the kernel, as on a disk that is full. */
const limit = 1;

/** Delivers a message in a process whose disk takes nothing more; returns the world as that process left it. */
export async function deliverOnFullDisk(before: World, message: WorldMessage): Promise<World> {
  const script = new URL('deliver-once.ts', import.meta.url).pathname;
  const child = spawn('bash', ['-c', `ulimit -f ${limit}; exec "$0" "$1"`, process.execPath, script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(freeze({ ...before, queue: [message, ...before.queue] }));
  const world = await thaw(await text(child.stdout));
  return world;
}
