import * as z from 'zod';
import { EstimateRow } from '../protocol/estimate.ts';

/** JSON Schema (2020-12) of estimates.json. */
export function estimatesSchema(): string {
  const schema = z.toJSONSchema(z.array(EstimateRow), { target: 'draft-2020-12' });
  return `${JSON.stringify({ ...schema, title: 'Vroegzicht estimates' }, undefined, 2)}\n`;
}
