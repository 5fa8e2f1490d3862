import type { ModelRelease } from '../protocol/rounds.ts';

/** Relative difference that another processor's arithmetic may make. */
const tolerance = 1e-9;

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

function isSame(left: Json, right: Json): boolean {
  if (typeof left === 'number' && typeof right === 'number')
    return Math.abs(left - right) <= tolerance * Math.max(1, Math.abs(left), Math.abs(right));
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  const [one, other] = [Object.entries(left), Object.entries(right)];
  return one.length === other.length && one.every(([name, value]) => isSame(value, new Map(other).get(name) ?? null));
}

/** True when the signed models of all parties are one and the same: chain, head and every number. */
export function sameModels(releases: readonly ModelRelease[]): boolean {
  const [first, ...others] = releases;
  const named = (release: ModelRelease): Json => ({ ...release, provider: '' });
  return first !== undefined && others.every((other) => isSame(named(first), named(other)));
}
