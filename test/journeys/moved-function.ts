import { moveClock } from '../support/clock.ts';

/** A function of the product in a thread whose clock was moved: `?milliseconds=` and `?file=` say by how much, and which. */
const { searchParams } = new URL(import.meta.url);
moveClock(Number(searchParams.get('milliseconds')));
const moved: unknown = await import(searchParams.get('file') ?? 'no file was named');
export const handler: unknown = typeof moved === 'object' && moved !== null ? Reflect.get(moved, 'handler') : undefined;
