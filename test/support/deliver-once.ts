import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { freeze, thaw } from './frozen-world.ts';
import { deliver } from './world.ts';

/** A process of its own: delivers the first message of the world on standard input once, and prints the world after it. */
const world = await thaw(readFileSync(0, 'utf8'));
const [message] = world.queue.splice(0, 1);
if (message !== undefined) await deliver(world, message);
process.stdout.write(freeze(world));
await rm(world.directory, { recursive: true });
