import * as z from 'zod';
import type { AnalysisEvidence } from '../analyses/run-study.ts';
import { studyContext } from '../analyses/study-context.ts';
import type { LocalExtract } from '../dataset/catalogue.ts';
import { type SiteValue, type Yardstick, yardstickOf } from '../disclosure/peers.ts';
import type { Policy } from '../disclosure/policy.ts';
import type { ObjectStore } from '../ports.ts';
import { Sha256, TaskId } from '../protocol/identifiers.ts';
import type { Study } from '../protocol/study.ts';
import { readJson } from '../register/collection.ts';
import { canonicalBytes, digestOf } from '../signing/canonical.ts';
import { Counted } from './ledger-entries.ts';
import type { EvidenceBySite } from './own-sites.ts';

const StoredYardstick = z.strictObject({
  municipalities: z.int().min(10),
  mean: z.number(),
  between: z.number().min(0),
  meanVariance: z.number().min(0),
});

/**
 * `ledger/releases/peers/<question>/<taskId>.json`: what municipalities are compared with on one question, by figure and by who is
 * left out of the group (`all` for none). The group's members are named, their values are not in it.
 */
const PeerRecord = z.strictObject({
  schema: z.literal('vroegzicht-peers/1'),
  taskId: TaskId,
  question: Sha256,
  group: z.array(Counted),
  yardsticks: z.record(z.string(), z.record(z.string(), StoredYardstick)),
});
export type PeerRecord = z.infer<typeof PeerRecord>;

const smallestChange = 3;
const everybody = 'all';

/** The question behind an analysis: two analyses with the same question share their groups, whatever they are called. */
function questionOf({ analysis }: AnalysisEvidence, study: Study): Sha256 {
  const { months, ladderDays } = studyContext(study);
  return digestOf({ ...analysis, id: '', question: '', months, ladderDays });
}

/** How many municipalities joined, left or came with another snapshot. */
function changes(before: readonly Counted[], after: readonly Counted[]): number {
  const [one, other] = [before, after].map(
    (group) => new Map(group.map(({ municipality, snapshot }) => [municipality, snapshot])),
  );
  const everyone = new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])]);
  return [...everyone].filter((code) => one?.get(code) !== other?.get(code)).length;
}

/** Yardsticks of every figure: for all together, and without each municipality. */
function allYardsticks({ sites, policy }: Compared): PeerRecord['yardsticks'] {
  return Object.fromEntries(
    [...sites].map(([key, members]) => {
      const groups = [
        [everybody, members] as const,
        ...members.map(
          ({ municipality }) => [municipality, members.filter((site) => site.municipality !== municipality)] as const,
        ),
      ];
      const known = groups.flatMap(([name, group]) => {
        const yardstick = yardstickOf(group, policy);
        return yardstick === undefined ? [] : [[name, yardstick] as const];
      });
      return [key, Object.fromEntries(known)];
    }),
  );
}

/** One analysis on its way to the pages: split by municipality, with its exact values by figure. */
export type Compared = {
  readonly taskId: TaskId;
  readonly study: Study;
  readonly found: AnalysisEvidence;
  readonly bySite: EvidenceBySite;
  readonly sites: ReadonlyMap<string, readonly SiteValue[]>;
  readonly policy: Policy;
  /** False when a group made now would differ by one or two municipalities from one that others were told of (ruling 19). */
  readonly mayFreeze: boolean;
};

/**
 * The groups of an analysis, frozen with this release (ruling 37). They are computed anew only when at least three municipalities
 * joined, left or delivered anew since every earlier time; else those of the nearest earlier time count, so that no two pages differ
 * by the data of one or two others. A question that is new is then answered without a group.
 */
export async function frozenPeers(
  compared: Compared,
  extracts: readonly LocalExtract[],
  ledger: ObjectStore,
): Promise<PeerRecord> {
  const question = questionOf(compared.found, compared.study);
  const folder = `releases/peers/${question}/`;
  const group = extracts
    .filter(({ manifest }) => compared.bySite.has(manifest.municipality))
    .map(({ manifest: { municipality, snapshot } }) => ({ municipality, snapshot }));
  const earlier: { readonly record: PeerRecord; readonly changed: number }[] = [];
  for (const key of await ledger.list(folder)) {
    const record = await readJson(ledger, key, PeerRecord);
    if (record !== undefined) earlier.push({ record, changed: changes(record.group, group) });
  }
  const nearest = earlier.toSorted((one, other) => one.changed - other.changed)[0];
  if (nearest !== undefined && nearest.changed < smallestChange) return nearest.record;
  const { taskId } = compared;
  const record = { schema: 'vroegzicht-peers/1' as const, taskId, question, group };
  if (!compared.mayFreeze) return { ...record, yardsticks: {} };
  const made = PeerRecord.parse({ ...record, yardsticks: allYardsticks(compared) });
  await ledger.create(`${folder}${taskId}.json`, canonicalBytes(made));
  return made;
}

/** What a municipality is compared with on a figure; one that was not in the group is compared with all of it. */
export function yardstickFor(record: PeerRecord, figure: string, municipality: string): Yardstick | undefined {
  const isMember = record.group.some((member) => member.municipality === municipality);
  return record.yardsticks[figure]?.[isMember ? municipality : everybody];
}
