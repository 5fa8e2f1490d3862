import * as z from 'zod';
import { answerDifferences, type RowsOfPopulations } from '../analyses/difference-facts.ts';
import { studyContext } from '../analyses/study-context.ts';
import type { Finding } from '../disclosure/checks.ts';
import { type DifferenceQuestion, differenceKey } from '../disclosure/differences.ts';
import { type AskedModel, type EarlierModel, judgeModel, samplesToCompare } from '../disclosure/model-samples.ts';
import { type Policy, policy as research } from '../disclosure/policy.ts';
import { Failure } from '../failure.ts';
import type { ObjectStore } from '../ports.ts';
import { Sha256 } from '../protocol/identifiers.ts';
import type { RoundsModel } from '../protocol/model.ts';
import { highestRound, type RoundJob } from '../protocol/rounds.ts';
import { readJson } from '../register/collection.ts';
import { roundTaskId } from '../rounds/chain.ts';
import { outcomeOf, sampleOf } from '../rounds/sample.ts';
import { changes } from '../run-task/earlier-releases.ts';
import { Counted } from '../run-task/ledger-entries.ts';
import type { RunPorts } from '../run-task/ports.ts';
import { canonicalBytes, digestOf } from '../signing/canonical.ts';

const folder = 'releases/models/';

/** `ledger/releases/models/<sequence>.json`: a model that was asked, create-only: what it is about, of which snapshots, and whether it was withheld. */
const ModelEntry = z.strictObject({
  schema: z.literal('vroegzicht-model-asked/1'),
  chain: Sha256,
  study: z.string(),
  unit: z.string(),
  outcome: z.string(),
  sample: z.record(z.string(), z.array(z.string())),
  specification: Sha256,
  counted: z.array(Counted),
  findings: z.array(
    z.strictObject({
      check: z.string(),
      evidence: z.string(),
      cell: z.string(),
      measured: z.number(),
      limit: z.number(),
    }),
  ),
});
type ModelEntry = z.infer<typeof ModelEntry>;

async function readEntries(ledger: ObjectStore): Promise<readonly ModelEntry[]> {
  const entries: ModelEntry[] = [];
  for (const key of (await ledger.list(folder)).toSorted()) {
    const entry = await readJson(ledger, key, ModelEntry);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

/** Whether the model of a chain was stored here, in whichever round it ended. */
async function isFinished(chain: Sha256, releases: ObjectStore): Promise<boolean> {
  const prefix = `models/${roundTaskId(chain, highestRound).slice(0, -2)}`;
  return (await releases.list(prefix)).length > 0;
}

/** The model as it is compared with others. */
function askedModel({ study }: RoundJob, model: RoundsModel): AskedModel & { readonly specification: Sha256 } {
  const { id: _id, question: _question, ...specification } = model;
  return {
    study: study.study,
    unit: model.unit,
    outcome: outcomeOf(model),
    sample: sampleOf(model, studyContext(study)),
    specification: digestOf(specification),
  };
}

/** Both directions of the difference between two samples. */
const directions = (asked: AskedModel, other: AskedModel): readonly DifferenceQuestion[] => {
  const common = { universe: 'models', unit: asked.unit };
  return [
    { ...common, wide: asked.sample, narrow: other.sample },
    { ...common, wide: other.sample, narrow: asked.sample },
  ];
};

type Rows = { readonly counted: readonly Counted[]; readonly query: RowsOfPopulations['query'] };

async function judge(
  asked: AskedModel,
  entries: readonly ModelEntry[],
  { counted, query }: Rows,
  { releases, policy }: { readonly releases: ObjectStore; readonly policy: Policy },
): Promise<readonly Finding[]> {
  const open = entries.filter(({ findings }) => findings.length === 0);
  const earlier = await Promise.all(
    open.map(async (each): Promise<EarlierModel> => {
      const changed = changes(each.counted, counted);
      return { ...each, changed, isFinished: changed > 0 && (await isFinished(each.chain, releases)) };
    }),
  );
  const questions = samplesToCompare(asked, earlier).flatMap((other) => directions(asked, other));
  const found = questions.length === 0 ? new Map<string, never>() : await answerDifferences(questions, { query });
  const facts = (other: AskedModel) => {
    const both = directions(asked, other).flatMap((question) => {
      const each = found.get(differenceKey(question));
      return each === undefined ? [] : [each];
    });
    return both.length === 2 ? both : undefined;
  };
  return judgeModel(asked, earlier, { policy, facts });
}

/**
 * Judges a model by those asked before at this provider and commits it in the same step, before anything of its rows is sealed: who
 * comes second is judged again. What it fails; nothing when it may be fitted. The same chain gets the same answer.
 */
export async function admitModel(
  { job, model, chain }: { readonly job: RoundJob; readonly model: RoundsModel; readonly chain: Sha256 },
  rows: Rows,
  { ledger, releases, policy = research }: RunPorts,
): Promise<readonly Finding[]> {
  const asked = askedModel(job, model);
  for (let attempt = 1; attempt <= 20; attempt += 1) {
    const entries = await readEntries(ledger);
    const before = entries.find((each) => each.chain === chain);
    if (before !== undefined) return before.findings;
    const findings = await judge(asked, entries, rows, { releases, policy });
    const entry = { schema: 'vroegzicht-model-asked/1', chain, ...asked, counted: rows.counted, findings };
    const key = `${folder}${String(entries.length + 1).padStart(6, '0')}.json`;
    if ((await ledger.create(key, canonicalBytes(ModelEntry.parse(entry)))) === 'created') return findings;
  }
  throw new Failure('node-failed', 'ledger-busy', 'other models come first all the time', 'try again');
}
