import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// Every reference result of R in scope is in the repository and named by a test of the estimators.
const ids = readFileSync('test/reference/stats/ids.txt', 'utf8').trim().split('\n');
const sources = globSync('test/statistics/**/*.test.ts')
  .filter((path) => !path.endsWith('reference-ids.test.ts'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

/** Ids written with a place to fill in, such as `cox.lung.cluster_inst.${ties}`, as patterns. */
const patterns = [...sources.matchAll(/`([a-z0-9_.-]+\$\{[^}`]+\}[a-z0-9_.-]*)`/g)].map(
  ([, template = '']) => new RegExp(`^${template.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/, '[A-Za-z0-9_-]+')}$`),
);
const isTested = (id: string) => sources.includes(`'${id}'`) || patterns.some((pattern) => pattern.test(id));

/** Biases of designs, which a simulation of our own shows (ruling 35). */
const simulated = 'syn.null_bias';

test.each(ids.filter((id) => id !== simulated))('%s is copied in and reproduced by a test', (id) => {
  expect(existsSync(`test/reference/stats/${id}.json`)).toBe(true);
  expect(isTested(id), id).toBe(true);
});

test('the bias of a clock at case close is reproduced by simulation', () =>
  expect(readFileSync('test/statistics/simulation.test.ts', 'utf8')).toContain('the clock from closing harms'));

test('an id that no test names is found out', () => expect(isTested('km.lung.nothing')).toBe(false));
