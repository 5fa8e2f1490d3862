import { expect, test } from 'vitest';
import { planStudy } from '../../lib/study/plan.ts';
import { planWords } from '../../lib/study/plan-words.ts';
import { readStudyFile } from '../../lib/study/study-file.ts';

test('the plan says how many events each primary analysis needs, at the significance of its family', async () => {
  const study = await readStudyFile('studies/effectiveness-2026.yaml');
  const { power } = planStudy({ ...study, primary: study.primary.slice(0, 1) });
  // R: 4 * ((qnorm(.975) + qnorm(.8)) / log(.8))^2 = 630.5
  expect(power.map(({ analysis }) => analysis)).toEqual(['help-any-signal']);
  expect(power[0]?.needs).toContain('needs 631 new signals');
  const plan = planStudy(study);
  const needs = (id: string) => plan.power.find(({ analysis }) => analysis === id)?.needs ?? '';
  // with three tests: qnorm(1 - .05 / 6)
  expect(needs('help-any-signal')).toContain('3 tests at 5%');
  expect(needs('approach-reached')).toMatch(/^25% against 20% needs 1,4\d\d in each group/);
  expect(needs('help-number-of-signals')).toBe('');
  expect(planWords(plan).join('\n')).toContain('every household and every municipality');
});
