import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDdasDelivery } from '../../lib/synthetic/ddas.ts';
import { generateMunicipality, retainedSignals } from '../../lib/synthetic/generate.ts';
import type { MunicipalityRecords } from '../../lib/synthetic/records.ts';
import { writeWorkbook } from '../../lib/synthetic/workbook.ts';

/** A municipality of so many inhabitants. */
export type Invented = { readonly code: string; readonly inhabitants: number };

const generated = new Map<string, MunicipalityRecords>();

/** The same municipality is asked for again and again. */
function invented(code: string, inhabitants: number): MunicipalityRecords {
  const known = generated.get(`${code} ${inhabitants}`);
  if (known !== undefined) return known;
  const name = `Gemeente ${code}`;
  const made = generateMunicipality({ seed: 5, code, name, inhabitants, until: '2026-06-30', months: 9 });
  generated.set(`${code} ${inhabitants}`, made);
  return made;
}

/** Invented records of a municipality; those named `away` object. */
export function recordsOf({ code, inhabitants }: Invented, away: readonly string[] = []): MunicipalityRecords {
  const all = invented(code, inhabitants);
  if (away.length === 0) return all;
  const leaving = new Set(
    retainedSignals(all)
      .filter(({ household }) => away.includes(household.key))
      .map(({ id }) => id),
  );
  const keys = new Set(away);
  return {
    ...all,
    signals: all.signals.filter(({ household }) => !keys.has(household.key)),
    cases: all.cases.filter(({ signalIds }) => !signalIds.some((id) => leaving.has(id))),
  };
}

/** Writes a clean workbook, or a clean delivery of several municipalities, and returns its path. */
export async function writeSource(
  directory: string,
  name: string,
  records: readonly MunicipalityRecords[],
): Promise<string> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, name);
  const [first] = records;
  if (name.endsWith('.xlsx') && first !== undefined) await writeWorkbook(first, path, { clean: true });
  else await writeDdasDelivery(records, path, { clean: true });
  return path;
}

/** A municipality file with one agreement. */
export async function writeMunicipality(directory: string, code: string): Promise<string> {
  const path = join(directory, `municipality-${code}.yaml`);
  await writeFile(
    path,
    `code: "${code}"
name: Voorbeeld ${code}
inhabitants: 9000
agreements:
  - id: agreement-${code}
    purposes: [research-effectiveness]
    from: 2026-01-01
    until: 2099-12-31
    mailboxes: [schulden@gemeente-${code}.example]
    retentionMonths: 24
    creditorTypes: [municipal-taxes, other]
    accumulation: false
    roles:
      controller: Gemeente Voorbeeld ${code}
      processor: Provider
      subprocessors: [{ name: Amazon Web Services EMEA, acceptedOn: 2026-01-01 }]
    thresholds: [{ from: 2026-01-01, minimumArrearsEuro: 75 }]
`,
  );
  return path;
}

const analysesOf: Readonly<Record<string, string>> = {
  partners:
    '{ id: partners, question: Which creditors?, analysis: table, unit: signals, by: [partner-type], measures: [{ measure: count }] }',
  reach:
    '{ id: reach, question: Who is reached?, analysis: table, unit: cases, measures: [{ measure: proportion, variable: reached, success: ["yes"] }] }',
  return: '{ id: return, question: Who comes back?, analysis: survival, unit: signal-spells, horizonsDays: [45, 105] }',
};

/** A study file by one researcher, of three analyses or of some of them; `reach` is its primary one. */
export const studyText = (id: string, researcher: string, asked = ['partners', 'reach', 'return']): string =>
  `schema: vroegzicht-study/1
study: ${id}
version: 1
title: Who is reached and who comes back
summary: The study of a journey.
researchers: [{ id: ${researcher}, name: Researcher ${researcher} }]
purpose: research-effectiveness
minimumMunicipalities: 3
ladderDays: [[28, 45, 75, 105], [45, 105], [105]]
primary: [reach]
report: { indicators: [reach] }
analyses:
${asked.map((name) => `  - ${analysesOf[name] ?? ''}\n`).join('')}`;

/** A signal that the source still has, with its household. */
export const residentOf = (invented: Invented, index: number) => retainedSignals(recordsOf(invented))[index];
