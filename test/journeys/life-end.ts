import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { EstimateRow } from '../../lib/protocol/estimate.ts';
import { unpackBundle } from '../../lib/study/bundle-zip.ts';
import { parseStudy } from '../../lib/study/study-file.ts';
import { sampled } from '../support/prove.ts';
import { computedByHand } from './life-by-hand.ts';
import { as, type Life, words } from './life-cast.ts';
import { computeDirectly, type Direct, type Sources, tamperedBundles } from './life-direct.ts';
import { studyText } from './life-files.ts';

const Keys = z.object({ releaseKeys: z.object({ keys: z.array(z.unknown()) }) });

const Audited = z.object({ exposed: z.array(z.unknown()), skipped: z.array(z.string()) });

/** Results are pooled and compared with what anyone computes from the same people's data; then reported, proven and attacked. */
export function tellEnd(life: Life): void {
  const { cast, world, file, ok, refused } = life;
  const study = parseStudy(studyText('reach-2026', 'elsa-lab'));
  let direct: Direct | undefined;
  const sources = (): Sources => ({
    directory: world().directory,
    inhabitants: cast.inhabitants,
    objectors: [...life.objectors],
    gates: [
      { codes: cast.atA, format: 'xlsx' },
      { codes: cast.late, format: 'xlsx' },
      { codes: cast.atB, format: 'json' },
    ],
  });

  test('pooled results equal those computed directly on the data of who consents, with the same gates', async () => {
    await ok([...words('study collect study.yaml'), ...as('elsa-lab')]);
    await ok(words('study pool study.yaml'));
    const pooled = z
      .array(EstimateRow)
      .parse(JSON.parse(await readFile(file('results/estimates.json'), 'utf8')))
      .filter(({ provider }) => provider === 'pooled');
    direct = await computeDirectly(study, sources());
    const shown = (rows: readonly EstimateRow[]) =>
      rows.map(({ policy: _policy, data_from: _from, data_until: _until, ...row }) => row);
    expect(pooled.filter(({ status }) => status !== 'withheld').length).toBeGreaterThan(5);
    expect(shown(pooled)).toEqual(shown(direct.gated));
  });

  test('without the gate they equal, to 1e-10, what a few lines compute from the invented records', () => {
    const expected = computedByHand(sources(), direct?.exportDates ?? new Map());
    expect(expected.size).toBeGreaterThan(5);
    for (const [name, value] of expected) {
      const row = direct?.ungated.find((each) => `${each.analysis_id} ${each.group} ${each.time_days ?? ''}` === name);
      expect({ name, near: Math.abs(Number(row?.value) - value) <= 1e-10 * Math.max(1, value) }).toEqual({
        name,
        near: true,
      });
    }
  });

  test('report, exports, citation and notice are made, and the record of each provider holds', async () => {
    await ok(words('study report study.yaml'));
    expect(await readFile(file('results/report.html'), 'utf8')).toContain('Who is reached?');
    const { files } = z.object({ files: z.array(z.string()) }).parse(await ok(words('study export study.yaml')));
    const tables = ['estimates.csv', 'estimates-nl.csv', 'estimates.parquet', 'estimates.tex'];
    expect(files).toEqual(expect.arrayContaining([...tables, 'figures/return.svg', 'figures/return.png']));
    await ok(words('study cite study.yaml'));
    await ok([...words('study publish study.yaml --notice --co-author'), 'J. Jansen']);
    expect(await refused(words('study publish study.yaml'))).toEqual([2, 'not-publishable']);
    const audited = await ok(words('provider audit disclosure --releases results --study study.yaml'));
    const { exposed, skipped } = Audited.parse(audited);
    expect({ exposed, isSkipped: skipped.includes('results/estimates.json') }).toEqual({
      exposed: [],
      isSkipped: true,
    });
    for (const provider of ['provider-a', 'provider-b']) await ok([...words('provider audit verify'), ...as(provider)]);
    await ok([...words('provider register export reach-2026'), ...as('provider-a')]);
    expect(await readFile(file('register/9001/algoritmeregister.json'), 'utf8')).toContain('"standard_version": "1.0"');
  });

  test('the bundle holds, and a single change in any of its files is found and named', async () => {
    await writeFile(file('deviations.txt'), 'The second provider joined a day later.\n');
    await ok([...words('study bundle study.yaml'), ...as('elsa-lab')]);
    const keys = [];
    for (const provider of ['provider-a', 'provider-b'])
      keys.push(...Keys.parse(await ok([...words('provider keys show'), ...as(provider)])).releaseKeys.keys);
    await writeFile(file('keys.json'), JSON.stringify({ keys }));
    const bundle = 'results/reach-2026-v1.zip';
    expect(await ok(words(`verify ${bundle} --keys keys.json`))).toMatchObject({ holds: true, pinned: true });
    const { files } = await unpackBundle(await readFile(file(bundle)));
    expect(files.size).toBeGreaterThan(15);
    const chosen = new Map(sampled([...files], 8, 4));
    for await (const { name, archive } of tamperedBundles(files, chosen)) {
      await writeFile(file('tampered.zip'), archive);
      const { code, json } = await world().type(words('verify tampered.zip --keys keys.json'));
      const named = JSON.stringify(json).includes(name);
      expect({ name, code, named }).toEqual({ name, code: 4, named: true });
    }
  });
}
