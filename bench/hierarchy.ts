import { parseArgs } from 'node:util';
import { nothingEarlier } from '../lib/disclosure/earlier.ts';
import type { CellEvidence } from '../lib/disclosure/evidence.ts';
import { gateTask } from '../lib/disclosure/gate.ts';
import { floorOf, withValues } from '../lib/disclosure/policy.ts';
import type { ScopedEvidence } from '../lib/disclosure/secondary/plan.ts';
import type { Domains, Selection } from '../lib/disclosure/selection.ts';
import { loadSolver } from '../lib/solver/highs.ts';
import { createRandom } from '../lib/synthetic/random.ts';

// Seconds and memory of the gate over one hierarchical table: municipalities in provinces in the country, by five types and six age
// bands, with all margins (14,910 cells for 342). Limits 60 s and 512 MB. The budget of numbers (L4) is off: it is not measured here.
// node --max-old-space-size=384 bench/hierarchy.ts [--municipalities 342]
const { values } = parseArgs({ options: { municipalities: { type: 'string', default: '342' } } });
const random = createRandom(7, 'hierarchy');
const municipalities = Array.from({ length: Number(values.municipalities) }, (_, index) => `GM${index}`);
const types = ['rent', 'energy', 'water', 'health-insurance', 'other'];
const ages = ['18-24', '25-34', '35-44', '45-54', '55-64', '65-'];
const [typeShares, ageShares] = [
  [0.15, 0.3, 0.15, 0.35, 0.05],
  [0.1, 0.25, 0.22, 0.2, 0.13, 0.1],
];
const domains: Domains = new Map([
  ['municipality', municipalities],
  ['type', types],
  ['age', ages],
]);
const provinces = Array.from({ length: 12 }, (_, province) =>
  municipalities.filter((_code, index) => index % 12 === province),
).filter((members) => members.length > 0);

const truth = new Map<string, number>();
for (const code of municipalities) {
  const size = Math.round(900 * Math.exp(0.85 * (random.uniform() + random.uniform() + random.uniform() - 1.5) * 2));
  for (const [t, type] of types.entries())
    for (const [a, age] of ages.entries())
      truth.set(`${code}|${type}|${age}`, random.poisson(size * (typeShares[t] ?? 0) * (ageShares[a] ?? 0)));
}

function cellOf(places: readonly string[], levels: readonly string[], dimensions: readonly string[]): CellEvidence {
  const pick = (variable: string, all: readonly string[]) => {
    const at = dimensions.indexOf(variable);
    return at === -1 ? all : [levels[at] ?? ''];
  };
  let count = 0;
  for (const place of pick('municipality', places))
    for (const type of pick('type', types))
      for (const age of pick('age', ages)) count += truth.get(`${place}|${type}|${age}`) ?? 0;
  return { levels, count, households: count, protectedHouseholds: count };
}

function table(places: readonly string[], dimensions: readonly string[], where: Selection): ScopedEvidence {
  const levelsOf = (variable: string) => (variable === 'municipality' ? places : (domains.get(variable) ?? []));
  const combinations = dimensions.reduce<readonly (readonly string[])[]>(
    (partial, variable) => partial.flatMap((before) => levelsOf(variable).map((level) => [...before, level])),
    [[]],
  );
  return {
    analysis: `${Object.values(where).join().slice(0, 8) || 'country'} ${dimensions.join(' by ') || 'total'}`,
    evidence: {
      kind: 'counts',
      name: 'count',
      dimensions: dimensions.map((variable) => ({ variable, levels: [...levelsOf(variable)] })),
      success: null,
      cells: combinations.map((levels) => cellOf(places, levels, dimensions)),
    },
    scope: { universe: 'signals@bench', unit: 'bench', where, domains, rename: {}, axis: '', registered: false },
  };
}

const margins = [['type', 'age'], ['type'], ['age'], []];
const parts = [
  ...margins.map((margin) => table(municipalities, ['municipality', ...margin], {})),
  ...provinces.flatMap((members) => margins.map((margin) => table(members, margin, { municipality: members }))),
  ...margins.map((margin) => table(municipalities, margin, {})),
];
const policy = withValues(floorOf('research'), 'bench', { functionalShare: 1 });
const solver = await loadSolver();
const [started, processor] = [performance.now(), process.cpuUsage()];
const { certificate } = gateTask({ parts, policy, solver, earlier: nothingEarlier });
const { user, system } = process.cpuUsage(processor);
const seconds = (performance.now() - started) / 1000;
const megabytes = process.resourceUsage().maxRSS / 1024;
const { cells = 0, primary = 0, secondary = 0, secrets = 0, finished, exact } = certificate.populations[0] ?? {};
console.log(
  `${cells} cells: ${primary} primary, ${secondary} secondary, ${secrets} secrets, ${certificate.solves} programmes`,
);
console.log(`exact ${exact}, finished ${finished}`);
console.log(
  `${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor), ${megabytes.toFixed(0)} MB: ${seconds <= 60 && megabytes <= 512 ? 'within' : 'OVER'} 60 s and 512 MB`,
);
