import { type AnalysisEvidence, type AnswerPort, runStudy } from '../../lib/analyses/run-study.ts';
import { studyContext } from '../../lib/analyses/study-context.ts';
import type { LocalExtract } from '../../lib/dataset/catalogue.ts';
import { Manifest } from '../../lib/dataset/manifest.ts';
import type { ResultRow } from '../../lib/dataset/plan.ts';
import type { Analysis } from '../../lib/protocol/analyses.ts';
import type { MunicipalityCode, SnapshotId } from '../../lib/protocol/identifiers.ts';
import { smallStudy } from './studies.ts';

/** An analysis of the small study without any evidence. */
export function someAnalysis(id: string): AnalysisEvidence {
  const analysis = smallStudy.analyses.find((each) => each.id === id);
  if (analysis === undefined) throw new Error(`the small study has no analysis ${id}`);
  const coverage = { dataFrom: null, dataUntil: null, municipalities: 0 };
  return { analysis, missing: [], coverage, pooled: [], own: () => [] };
}

/** An extract of which only the manifest exists. */
export function extractOf(municipality: MunicipalityCode, snapshot: SnapshotId): LocalExtract {
  const manifest = Manifest.parse({
    schema: 'vroegzicht-manifest/1',
    municipality,
    snapshot,
    exportDate: '2026-06-30',
    synthetic: true,
    source: { format: 'canonical-csv', sha256: 'a'.repeat(64), bytes: 1, amountLocale: 'none' },
    rows: {},
    dates: {},
    joins: { signalsWithoutCase: 0, casesWithoutSignal: 0, attemptsWithoutCase: 0, signalsWithoutHousehold: 0 },
    unknownCodes: {},
    unreadable: {},
    droppedIdentifiers: {},
    quarantine: { rows: 0, reasons: {}, sample: [] },
    unavailable: [],
  });
  return { manifest, directory: '/nowhere' };
}

/** Evidence of an analysis from rows written by hand, as the data would give them. */
export async function evidenceFrom(
  analysis: Analysis,
  municipalities: readonly string[],
  rows: readonly ResultRow[],
): Promise<AnalysisEvidence> {
  const participants = municipalities.map((municipality) => ({
    municipality,
    unavailable: [],
    dataFrom: '2026-01-01',
    dataUntil: '2026-06-30',
  }));
  const study = { ...smallStudy, analyses: [analysis], report: { indicators: [analysis.id] } };
  const own = (municipality: string) => rows.filter((row) => row['municipality_code'] === municipality);
  const answer: AnswerPort = async (questions) => await Promise.resolve(questions.map(() => ({ pooled: rows, own })));
  const [found] = await runStudy({ study, context: studyContext(study), participants, answer });
  if (found === undefined) throw new Error('the study has no analysis');
  return found;
}
