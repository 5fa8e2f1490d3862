import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';

const ServiceError = z.object({
  name: z.string(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional(),
});

/** Name and HTTP status of an SDK error; undefined for anything else. */
export function serviceError(
  error: unknown,
): { readonly name: string; readonly status: number | undefined } | undefined {
  const parsed = ServiceError.safeParse(error);
  return parsed.success ? { name: parsed.data.name, status: parsed.data.$metadata?.httpStatusCode } : undefined;
}

/** S3 answers 409 when two conditional writes of one key race: it asks for another attempt. */
export function isRace(error: unknown): boolean {
  return serviceError(error)?.status === 409;
}

/** A fault that may pass: throttle, server fault, time-out or broken connection. */
export function isTransient(error: unknown): boolean {
  const found = serviceError(error);
  if (found === undefined) return false;
  if (found.status !== undefined) return found.status >= 500 || found.status === 429;
  return ['TimeoutError', 'RequestTimeout', 'AbortError', 'Error'].includes(found.name);
}

/** Repeats `work` while `again` says so, five attempts at most, waiting 50 ms to 1 s with jitter between them. */
export async function retrying<Result>(
  work: () => Promise<Result>,
  again: (error: unknown) => boolean,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 5 || !again(error)) throw error;
      await delay(50 * 2 ** attempt * (0.5 + Math.random() / 2));
    }
  }
}
