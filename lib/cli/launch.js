#!/usr/bin/env node
// Runs the program with the project's own Node, because the Node that npx finds may be too old for TypeScript.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

function findNode() {
  try {
    const packageFile = createRequire(import.meta.url).resolve('node/package.json');
    const binary = path.join(path.dirname(packageFile), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(binary)) return binary;
  } catch {
    // the package is absent in an installation without development dependencies
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18) ? process.execPath : undefined;
}

const binary = findNode();
if (binary === undefined) {
  process.stderr.write(
    `vroegzicht: node ${process.versions.node} is too old (node-too-old)\n  run npm ci in the project, or use Node 24\n`,
  );
  process.exit(1);
}

// two lanes of DuckDB, each in memory that stays warm (docs/decisions/0016); libuv reads it when its threads start
process.env.UV_THREADPOOL_SIZE ??= '2';

const main = new URL('main.ts', import.meta.url);
// compiled code is kept between commands: half of a start is compiling
const cache = fileURLToPath(new URL('../../node_modules/.cache/vroegzicht/compiled', import.meta.url));

if (realpathSync(binary) === realpathSync(process.execPath)) {
  // it runs in the right Node already: a second start would cost as much as the command
  enableCompileCache(process.env.NODE_COMPILE_CACHE ?? cache);
  await import(main.href);
} else startChild();

function startChild() {
  const child = spawn(binary, [fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: cache, ...process.env },
  });
  const forward = (signal) => {
    // a terminal sends Ctrl-C to both processes itself
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  child.on('error', () => {
    process.stderr.write('vroegzicht: node could not be started (node-not-started)\n  run npm ci again\n');
    process.exit(3);
  });
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? (code ?? 3) : 128 + constants.signals[signal]);
  });
}
