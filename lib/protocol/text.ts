import * as z from 'zod';

/** One line of words that people will read: no control or direction characters, which could disguise what is approved. */
export const lineOfText = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'use words without control characters');
