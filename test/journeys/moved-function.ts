import { z } from 'zod';
import { moveClock } from '../support/clock.ts';

/** A function of the product in a thread whose clock was moved: `?milliseconds=` and `?file=` say by how much, and which. */
const { searchParams } = new URL(import.meta.url);
moveClock(Number(searchParams.get('milliseconds')));
export const { handler } = z
  .object({ handler: z.unknown() })
  .parse(await import(searchParams.get('file') ?? 'no file was named'));
