import { expectTypeOf, test } from 'vitest';
import type { Disclosed } from '../../lib/disclosure/release.ts';
import type { PooledRelease, StoredRelease } from '../../lib/protocol/release.ts';

const sign = (release: Disclosed<PooledRelease>) => release;

test('a release that has not passed the gate cannot be signed', () => {
  const raw = {} as const;
  const check = (release: PooledRelease) => {
    // @ts-expect-error a pooled release is not a disclosed one
    sign(release);
    // @ts-expect-error the brand cannot be written by hand
    sign({ ...release, disclosed: true });
    // @ts-expect-error nor is any other object
    return sign(raw);
  };
  expectTypeOf(check).parameter(0).toEqualTypeOf<PooledRelease>();
  expectTypeOf<PooledRelease>().not.toExtend<Disclosed<PooledRelease>>();
  expectTypeOf<Disclosed<StoredRelease>>().not.toExtend<Disclosed<PooledRelease>>();
});
