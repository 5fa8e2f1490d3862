import { parseArgs } from 'node:util';
import type { CellEvidence } from '../lib/disclosure/evidence.ts';
import { gateTask } from '../lib/disclosure/gate.ts';
import { floorOf, withValues } from '../lib/disclosure/policy.ts';
import type { ScopedEvidence } from '../lib/disclosure/secondary/plan.ts';
import type { Domains, Selection } from '../lib/disclosure/selection.ts';
import { ResearcherId, Sha256, TaskId } from '../lib/protocol/identifiers.ts';
import { earlierReleases } from '../lib/run-task/earlier-releases.ts';
import { appendEntry, readLedger } from '../lib/run-task/ledger.ts';
import { Counted } from '../lib/run-task/ledger-entries.ts';
import { plainNumber } from '../lib/run-task/ledger-state.ts';
import { loadSolver } from '../lib/solver/highs.ts';
import { createRandom } from '../lib/synthetic/random.ts';
import { memoryStore } from '../test/support/store.ts';

// Seconds that a task spends on the ledger after so many releases: reading it, judging by it, committing (limit 2 s).
// Every release asks three tables of a filtered group, over one of 24 populations of 342 municipalities.
// node bench/ledger.ts [--releases 2000]
const { values } = parseArgs({ options: { releases: { type: 'string', default: '2000' } } });
const domains: Domains = new Map([
  ['type', ['rent', 'energy', 'water', 'health-insurance', 'other']],
  ['age', ['18-24', '25-34', '35-44', '45-54', '55-64', '65-']],
  ['arm', ['not-reached', 'declined', 'accepted', 'resolved']],
  ['arrears', ['0-200', '200-700', '700-2000', '2000-']],
]);
const names = [...domains.keys()];
const combinations = (dimensions: readonly string[]) =>
  dimensions.reduce<readonly (readonly string[])[]>(
    (partial, name) => partial.flatMap((before) => (domains.get(name) ?? []).map((level) => [...before, level])),
    [[]],
  );
const random = createRandom(7, 'ledger');
const atoms = combinations(names).map((levels) => ({ levels, count: random.poisson(40) }));
const counted = Array.from({ length: 342 }, (_, index) =>
  Counted.parse({ municipality: String(1000 + index), snapshot: '2026-06-30-abcdef01' }),
);

const matches = (levels: readonly string[], selection: Selection) =>
  Object.entries(selection).every(([name, allowed]) => allowed.includes(levels[names.indexOf(name)] ?? ''));

function table(universe: string, dimensions: readonly string[], where: Selection): ScopedEvidence {
  const cells = combinations(dimensions).map((levels): CellEvidence => {
    const own = { ...where, ...Object.fromEntries(dimensions.map((name, at) => [name, [levels[at] ?? '']])) };
    const count = atoms.reduce((sum, atom) => sum + (matches(atom.levels, own) ? atom.count : 0), 0);
    return { levels, count, households: count, protectedHouseholds: count };
  });
  const given = dimensions.map((variable) => ({ variable, levels: [...(domains.get(variable) ?? [])] }));
  return {
    analysis: dimensions.join(' by '),
    evidence: { kind: 'counts', name: 'count', dimensions: given, success: null, cells },
    scope: { universe, unit: 'bench', where, domains, rename: {}, axis: '', registered: false },
  };
}

function partsOf(index: number): readonly ScopedEvidence[] {
  const universe = `cases@${index % 24}`;
  const filter = names[index % names.length] ?? '';
  const levels = domains.get(filter) ?? [];
  const where = { [filter]: [levels[Math.floor(index / 24) % levels.length] ?? ''] };
  const [first = '', second = '', third = ''] = names.filter((name) => name !== filter);
  return [table(universe, [first, second], where), table(universe, [third], where), table(universe, [], where)];
}

const store = memoryStore();
const policy = withValues(floorOf('research'), 'bench', { functionalShare: 1 });
const solver = await loadSolver();

/** One task on the ledger; milliseconds of each step and objects read. */
async function release(index: number) {
  const parts = partsOf(index);
  const present = new Map(parts.map(({ scope }) => [scope.universe, { unit: scope.unit, counted }]));
  const started = performance.now();
  const state = await readLedger(store, present);
  const read = performance.now();
  const gated = gateTask({ parts, policy, solver, earlier: earlierReleases(state, present) });
  const judged = performance.now();
  const populations = gated.numbers.map(({ universe, numbers }) => ({
    universe,
    unit: 'bench',
    counted,
    domains: Object.fromEntries([...domains].map(([name, levels]) => [name, [...levels]])),
    numbers: numbers.map(plainNumber),
  }));
  await appendEntry(store, state, {
    taskId: TaskId.parse(`task-${String(index).padStart(16, '0')}`),
    researcher: ResearcherId.parse('researcher-1'),
    studyDigest: Sha256.parse('a'.repeat(64)),
    day: '2026-06-30',
    policy: policy.id,
    denied: gated.denied,
    certificate: { ...gated.certificate, populations: gated.certificate.populations.map((each) => ({ ...each })) },
    populations,
  });
  const known = state.populations.get(parts[0]?.scope.universe ?? '')?.numbers.size ?? 0;
  return { read: read - started, judge: judged - read, commit: performance.now() - judged, known };
}

const total = Number(values.releases);
const shown = new Set([1, 100, 500, 1000, total - 16, total - 1, total]);
console.log('after releases · read ms · judge ms · commit ms · numbers known of the population');
for (let index = 0; index <= total; index += 1) {
  const { read, judge, commit, known } = await release(index);
  if (shown.has(index)) console.log([index, ...[read, judge, commit].map(Math.round), known].join(' · '));
}
const bytes = [...store.objects.values()].reduce((sum, { body }) => sum + body.length, 0);
console.log(`${store.objects.size} objects, ${Math.round(bytes / 1e6)} MB in the ledger`);
