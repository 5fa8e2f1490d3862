import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startLocalCloud } from '../../lib/local/cloud.ts';
import { defaultDeployments } from '../../lib/local/default-deployments.ts';
import { changeReleaseKeys, type ReleaseKeysOf } from '../../lib/local/release-keys.ts';

const state = mkdtempSync(join(tmpdir(), 'vroegzicht-keys-'));
afterAll(() => rmSync(state, { recursive: true }));

/** ARNs of the release keys of the first provider under these keys, over one state directory. */
async function arns(keys: ReleaseKeysOf, next: boolean) {
  const deployments = defaultDeployments('0', keys).map((each) => ({ ...each, functions: [] }));
  const cloud = await startLocalCloud({ deployments, stateDirectory: state });
  const found = {
    release: cloud.keyArn('provider-a', 'release'),
    next: next ? cloud.keyArn('provider-a', 'next-release') : undefined,
    other: cloud.keyArn('provider-b', 'release'),
  };
  await cloud.stop();
  return found;
}

test('the next release key of a provider is made, and then used; the other provider keeps its key', async () => {
  const before = await arns({}, false);
  const made = changeReleaseKeys({}, { make: ['provider-a'], use: [] });
  const during = await arns(made, true);
  expect(during).toMatchObject({ release: before.release, other: before.other });
  expect(during.next).not.toBe(before.release);
  const used = changeReleaseKeys(made, { make: [], use: ['provider-a'] });
  expect(await arns(used, false)).toMatchObject({ release: during.next, other: before.other });
  expect(changeReleaseKeys(used, { make: [], use: ['provider-a'] })).toEqual(used);
});
