import * as z from 'zod';

/** How counts were protected: the rounding base, or none in an uncontrolled dry run. */
export const Protection = z.strictObject({ roundingBase: z.number().min(1), uncontrolled: z.boolean() });
export type Protection = z.infer<typeof Protection>;
