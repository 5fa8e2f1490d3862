import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Failure } from '../../lib/failure.ts';
import { EstimateRow } from '../../lib/protocol/estimate.ts';
import { Municipality } from '../../lib/protocol/register.ts';
import { algorithmEntry } from '../../lib/provider/algorithm-register.ts';
import { residentText } from '../../lib/provider/processing-record.ts';
import { sha256 } from '../../lib/signing/canonical.ts';
import { bibtexEntry, citationFile } from '../../lib/study/cite.ts';
import { differences, differenceWords } from '../../lib/study/difference.ts';
import { exportTexts } from '../../lib/study/export-files.ts';
import { pngOf } from '../../lib/study/export-png.ts';
import { addObjectionTo, newNotice, publishable, resolveObjections } from '../../lib/study/publication.ts';
import { renderStudyReport } from '../../lib/study/report.ts';
import { roCrate } from '../../lib/study/ro-crate.ts';
import { study } from '../support/protocol.ts';

const hostile = '=SUM(A1)&{\\input{x}}$^_%#~<script>"';
const row = (changes: Readonly<Record<string, unknown>> = {}): EstimateRow =>
  EstimateRow.parse({
    study_id: 'reach-2026',
    analysis_id: 'signals',
    provider: 'pooled',
    municipality: '',
    measure: 'proportion',
    group: '',
    time_days: null,
    n: 1200,
    events: 600,
    value: 0.5,
    standard_error: 0.0144,
    ci_low: 0.4717,
    ci_high: 0.5283,
    status: 'rounded',
    method: '',
    grid: '',
    data_from: '2026-01-01',
    data_until: '2026-06-30',
    policy: 'research/2026-11',
    schema_version: '1',
    ...changes,
  });
const textOf = (format: 'csv' | 'excel-nl' | 'json' | 'latex', rows: readonly EstimateRow[]) =>
  exportTexts(study(), rows, format)[0]?.[1] ?? '';

describe('an export', () => {
  test('for a Dutch Excel has semicolons, decimal commas and a byte order mark, and runs nothing', () => {
    const text = textOf('excel-nl', [row({ group: '=1+1', method: '-2;3' })]);
    expect(text.startsWith('\uFEFFonderzoek;analyse;')).toBe(true);
    expect(text).toContain(';0,5;0,0144;0,4717;0,5283;rounded;"\'-2;3"');
    expect(text).toContain(";'=1+1;");
  });

  test('as LaTeX is one booktabs table in which text is never a command; withheld is one word', () => {
    const text = textOf('latex', [row({ group: hostile }), row({ value: null, n: null, status: 'withheld' })]);
    expect(text).toContain('\\toprule');
    expect(text).toContain('\\textit{withheld}');
    expect(text).toContain(
      '=SUM(A1)\\&\\{\\textbackslash{}input\\{x\\}\\}\\$\\textasciicircum{}\\_\\%\\#\\textasciitilde{}',
    );
  });

  test('as JSON comes with its schema', () => {
    const [data, schema] = exportTexts(study(), [row()], 'json');
    expect(JSON.parse(data?.[1] ?? '')).toEqual([row()]);
    expect(JSON.parse(schema?.[1] ?? '')).toMatchObject({ type: 'array', items: { additionalProperties: false } });
  });

  test.each(['csv', 'json', 'latex', 'excel-nl'] as const)('as %s refuses what was made without control', (format) => {
    expect(() => textOf(format, [row({ status: 'uncontrolled' })])).toThrow(Failure);
  });
});

test('a report escapes what it shows, loads nothing from elsewhere, and says what was withheld and changed', () => {
  const asked = study({ title: hostile });
  const html = renderStudyReport({
    study: asked,
    digest: sha256('x'),
    estimates: [row(), row({ status: 'withheld', value: null })],
    releases: [],
    waiting: [{ provider: 'provider-b', reason: 'it had not answered' }],
    figures: [{ name: 'signals', svg: '<svg xmlns="http://www.w3.org/2000/svg"></svg>' }],
    changes: differences(study(), asked),
    deviations: ['we looked <b>earlier</b>'],
    madeAt: '2026-11-02T00:00:00Z',
  });
  expect(html).not.toMatch(/<script|<b>|src="http|href="http/);
  expect(html).toContain('2 estimates over all providers, 1 of them withheld');
  expect(html).toContain('1 of 2 estimates are withheld');
  expect(html).toContain('47.2% to 52.8%');
  expect(html).toContain('Data 2026-01-01 to 2026-06-30.');
  expect(html).toContain('provider-b is not in these results: it had not answered.');
  expect(html).toContain('title was changed');
});

test('a figure as PNG is three times as wide as its units, and its words are drawn', async () => {
  const svg = (text: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><style>text{font:13px system-ui,sans-serif}</style>${text}</svg>`;
  const drawn = Buffer.from(await pngOf(svg('<text x="5" y="20">Terugkeer: 27%</text>')));
  expect(drawn.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001A\n');
  expect([drawn.readUInt32BE(16), drawn.readUInt32BE(20)]).toEqual([600, 120]);
  const empty = Buffer.from(await pngOf(svg('')));
  expect(drawn.length).toBeGreaterThan(3 * empty.length);
});

test('two versions differ where they differ, analyses by their id', () => {
  const [first, second] = study().analyses;
  const after = study({
    version: 2,
    analyses: [
      { ...first, unit: 'cases' },
      { ...second, id: 'new' },
    ],
  });
  const lines = differenceWords(differences(study(), after));
  expect(lines).toContain('~ signals.unit: "signals" -> "cases"');
  expect(lines.filter((line) => line.startsWith('+ new.')).length).toBeGreaterThan(2);
  expect(lines.some((line) => line.includes('version'))).toBe(false);
});

test('a citation names what was asked by its digest, in CFF and BibTeX', () => {
  const citation = {
    study: study({ title: 'A {title} & more' }),
    digest: sha256('x'),
    released: '2026-11-02',
    providers: 2,
  };
  expect(citationFile(citation)).toContain('title: "A {title} & more"');
  expect(bibtexEntry(citation)).toContain('title = {{A title \\& more}}');
  expect(bibtexEntry(citation)).toContain(sha256('x'));
});

test.each([
  [
    { name: 'Jan van der Berg', affiliation: 'UM' },
    ['family-names: "Berg"', 'name-particle: "van der"', 'affiliation: "UM"'],
  ],
  [{ name: 'ELSA Lab' }, ['name: "ELSA Lab"']],
])('an author of a citation is a person or an entity, as CFF 1.2.0 has them: %o', (author, lines) => {
  const asked = study({ researchers: [{ id: 'elsa-lab', ...author }] });
  const text = citationFile({ study: asked, digest: sha256('x'), released: '2026-11-02', providers: 2 });
  for (const line of lines) expect(text).toContain(line);
  expect(text.includes('name: "ELSA Lab"') && text.includes('affiliation')).toBe(false);
});

test('a crate names each run: who, with which code, from the study to the signed release', () => {
  const run = {
    file: 'envelopes/provider-a/x.jws.json',
    provider: 'provider-a',
    codeVersion: '0.1.0',
    signedAt: '2026-11-02T00:00:00Z',
    approvedBy: 'A. Proever',
    snapshotsDigest: sha256('y'),
    policy: 'research/2026-11',
    dataFrom: '2026-01-01',
    dataUntil: '2026-06-30',
  };
  const crate = roCrate({ study: study(), files: ['study.json', run.file], madeAt: new Date(0), runs: [run] });
  const graph = z.object({ '@graph': z.array(z.looseObject({ '@id': z.string() })) }).parse(crate)['@graph'];
  const known = new Set(graph.map((entity) => entity['@id']));
  const named = [...JSON.stringify(graph).matchAll(/\{"@id":"([^"]+)"\}/g)].map(([, id]) => id ?? '');
  expect(named.filter((id) => !known.has(id) && !id.startsWith('https://w3id.org/'))).toEqual([]);
  expect(graph.find((entity) => entity['@id'] === './')).toMatchObject({ temporalCoverage: '2026-01-01/2026-06-30' });
});

test('texts for the register and for residents name the municipality once and end where they should', () => {
  const municipality = Municipality.parse({
    code: '0518',
    name: 'Gemeente Voorbeeld',
    inhabitants: 33_000,
    status: 'active',
    dataKeyArn: 'arn:aws:kms:eu-central-1:111111111111:key/a',
    agreements: [],
  });
  const asked = study({ title: `Wie wordt bereikt, ${'en hoe snel, '.repeat(9)}en waarom?` });
  const subject = { municipality, provider: 'Provider A', contact: 'a@b.example', study: asked, from: '2026-01-01' };
  expect(algorithmEntry(subject)).toMatchObject({ organization: 'Gemeente Voorbeeld', begin_date: '2026-01' });
  expect(algorithmEntry(subject).name).toMatch(/^.{60,99}…$/);
  expect(residentText(subject)).toContain('Gemeente Voorbeeld doet mee');
  expect(residentText(subject)).not.toMatch(/[?!.]\./);
});

test('a study may be published thirty days after the notice, when no objection that counts is open', () => {
  const { study: id, version, title } = study();
  const about = {
    study: id,
    version,
    title,
    studyDigest: sha256('x'),
    items: [{ file: 'estimates.csv', sha256: sha256('y') }],
  };
  const notice = newNotice(about, [], '2026-11-02');
  expect(publishable(notice, '2026-12-01').may).toBe(false);
  expect(publishable(notice, '2026-12-02').may).toBe(true);
  const objected = addObjectionTo(notice, { from: 'Gemeente', ground: 'confidential', text: 'table 2' }, '2026-11-20');
  expect(publishable(objected, '2026-12-02').may).toBe(false);
  expect(publishable(resolveObjections(objected, 'Gemeente', '2026-12-02'), '2026-12-02').may).toBe(true);
  expect(() => addObjectionTo(notice, { from: 'X', ground: 'other', text: 'late' }, '2026-12-02')).toThrow('ended');
});
