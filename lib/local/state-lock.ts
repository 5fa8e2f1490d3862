import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure.ts';

/**
 * Takes a state folder for this process and returns how to give it back: two local clouds in one folder would write over
 * each other. What a process left behind that is no more is taken over; throws `state-in-use` when it still runs.
 */
export function lockState(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'process');
  const file = create(path) ?? takeOver(path, directory);
  writeSync(file, String(process.pid));
  closeSync(file);
  return () => rmSync(path, { force: true });
}

function create(path: string): number | undefined {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
    throw error;
  }
}

function takeOver(path: string, directory: string): number {
  const holder = Number(readFileSync(path, 'utf8'));
  if (Number.isInteger(holder) && holder > 0 && holder !== process.pid && isRunning(holder))
    throw inUse(directory, holder);
  rmSync(path, { force: true });
  const file = create(path);
  if (file === undefined) throw inUse(directory, holder);
  return file;
}

/** Signal 0 asks only whether a process is there; one of another user is there, too. */
function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const inUse = (directory: string, holder: number): Failure =>
  new Failure(
    'wrong-use',
    'state-in-use',
    `process ${holder} uses the state in ${directory}`,
    'stop it with Ctrl-C where it was started, or give --state another folder',
  );
