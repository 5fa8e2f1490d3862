import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../configuration.ts';

const packages = ['node-api', 'node-bindings', 'node-bindings-linux-x64'] as const;
const x86Machine = 0x3e;

/** Modules that esbuild leaves out of a bundle because they load a file beside them: DuckDB its library, HiGHS its WebAssembly. */
export const unbundledModules: readonly string[] = [...packages.map((name) => `@duckdb/${name}`), 'highs'];

/** The `e_machine` field of an ELF file (System V ABI, offset 18), or undefined when the file is not ELF. */
export function elfMachine(path: string): number | undefined {
  const header = Buffer.alloc(20);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  return header.toString('latin1', 0, 4) === '\u007fELF' ? header.readUInt16LE(18) : undefined;
}

/** Shell commands that copy DuckDB and HiGHS into a bundle; throws ConfigurationError when the binding is not the function's. */
export function copyUnbundled(projectRoot: string, outputDirectory: string): string[] {
  const modules = join(projectRoot, 'node_modules', '@duckdb');
  requireX86Binding(join(modules, 'node-bindings-linux-x64', 'duckdb.node'));
  const target = join(outputDirectory, 'node_modules', '@duckdb');
  const copies = packages.map((name) => `cp -R "${join(modules, name)}" "${join(target, name)}"`);
  const solver = `cp -R "${join(projectRoot, 'node_modules', 'highs')}" "${join(outputDirectory, 'node_modules', 'highs')}"`;
  return [`mkdir -p "${target}"`, ...copies, solver];
}

/** Stops synth on a host whose DuckDB is for another machine. */
export function requireX86Binding(path: string): void {
  if (existsSync(path) && elfMachine(path) === x86Machine) return;
  throw new ConfigurationError(
    'node_modules/@duckdb/node-bindings-linux-x64',
    'the functions run on x86_64 Linux: install with npm ci --os=linux --cpu=x64 --libc=glibc, then synthesise again',
  );
}
