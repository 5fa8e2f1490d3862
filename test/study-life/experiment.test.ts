import { describe, expect, test } from 'vitest';
import { acceptTask } from '../../lib/accept-task.ts';
import { Experiment, experimentConditions, Study } from '../../lib/protocol/study.ts';
import { storeApproval } from '../../lib/register/approvals.ts';
import { participants } from '../../lib/register/participants.ts';
import { openRegister } from '../../lib/register/register.ts';
import { restrictionsOf } from '../../lib/run-task/restrictions.ts';
import { studyDigest } from '../../lib/signing/canonical.ts';
import { lintDesign } from '../../lib/study/design-lint.ts';
import { studyTemplate } from '../../lib/study/init.ts';
import { planStudy } from '../../lib/study/plan.ts';
import { planWords } from '../../lib/study/plan-words.ts';
import { parseStudy } from '../../lib/study/study-file.ts';
import { testKey } from '../support/keys.ts';
import { approval, municipality, study } from '../support/protocol.ts';
import { incoming, messages, providerWith } from '../support/researcher-message.ts';
import { memoryStore } from '../support/store.ts';

const experiment = (changes: Readonly<Record<string, unknown>> = {}) => ({
  regulation: 'Tijdelijke regeling signaal betalingsachterstanden',
  creditors: ['mortgage'],
  municipalities: ['0518'],
  from: '2026-01-01',
  validUntil: '2026-12-31',
  evaluationOn: '2026-10-01',
  conditions: experimentConditions.map((condition) => ({
    condition,
    document: 'Stcrt 2021, 45719',
    dated: '2026-01-01',
  })),
  groups: ['contact-arm'],
  ...changes,
});

describe('a legal experiment', () => {
  test('stands in the study file that init writes, once its lines are uncommented', () => {
    const text = studyTemplate({ study: 'a', title: 'A', researcher: 'r', name: 'R', purpose: 'experiment' });
    expect(parseStudy(text).experiment).toBeUndefined();
    const [before = '', after = ''] = text.split('#experiment:');
    const uncommented = after.replaceAll(/^#(?= )(?!.*vroegzicht codebook)/gm, '');
    const { creditors, conditions } = parseStudy(`${before}experiment:${uncommented}`).experiment ?? experiment();
    expect(creditors).toEqual(['mortgage']);
    expect(conditions.map(({ condition, document }) => `${condition} ${document}`)).toEqual(
      experimentConditions.map((condition) => `${condition} Which document`),
    );
  });

  test('is linted for words of the template, and for groups that no result tells apart', () => {
    const rulesOf = (asked: Study) => lintDesign(asked).map(({ rule, analysis }) => `${rule} ${analysis}`);
    const template = parseStudy(
      studyTemplate({ study: 'a', title: 'A', researcher: 'r', name: 'R', purpose: 'experiment' }),
    );
    expect(rulesOf(template)).toContain('unfinished the study');
    const own = {
      ...template,
      summary: 'Ours.',
      experiment: Experiment.parse(experiment({ groups: ['partner-type'] })),
    };
    expect(rulesOf(own)).toEqual(['experiment-groups partner-type']);
    const untold = { ...own, experiment: Experiment.parse(experiment({ groups: ['age-band'] })) };
    expect(lintDesign(untold)[0]?.reason).toContain('told apart by no analysis');
  });

  test('is in the plan with its creditors, municipalities, days and documents', () => {
    const words = planWords(planStudy(study({ experiment: experiment() }))).join('\n');
    for (const part of [
      'Stcrt 2021, 45719',
      'mortgage count in 0518',
      'from 2026-01-01 until 2026-12-31',
      'contact-arm',
    ])
      expect(words).toContain(part);
  });

  test.each([
    ['a condition without a document', { conditions: experiment().conditions.slice(1) }, 'own-social-collection-first'],
    ['more than five years', { validUntil: '2031-01-02', evaluationOn: '2030-01-01' }, 'five years'],
    ['an end before its beginning', { validUntil: '2025-12-31', evaluationOn: '2025-12-31' }, 'before it begins'],
    ['an evaluation after its end', { evaluationOn: '2027-01-01' }, 'evaluated'],
    ['an ordinary creditor', { creditors: ['rent'] }, 'creditors'],
    ['no municipality', { municipalities: [] }, 'municipalities'],
  ])('with %s is no study', (_name, changes, word) => {
    const parsed = Study.safeParse({ ...study(), experiment: experiment(changes) });
    expect(JSON.stringify(parsed.error?.issues)).toContain(word);
  });

  test.each([
    ['2025-12-31', []],
    ['2026-01-01', [{ municipality: '0518', partnerType: 'mortgage' }]],
    ['2026-12-31', [{ municipality: '0518', partnerType: 'mortgage' }]],
    ['2027-01-01', []],
  ])('on %s opens its creditors in its municipalities only: %j', async (day, permitted) => {
    const asked = study({ experiment: experiment() });
    const both = [municipality('0518'), municipality('0363')];
    const taking = participants(both, asked.purpose, '2026-06-01');
    expect((await restrictionsOf(memoryStore(), taking, asked, day)).permitted).toEqual(permitted);
  });

  test.each([
    ['2026-12-31', 'accepted', undefined],
    ['2026-10-31', 'refused', 'experiment-not-running'],
  ])('that runs until %s is %s today, 2 November 2026', async (validUntil, result, code) => {
    const asked = study({ experiment: experiment({ validUntil, evaluationOn: '2026-10-01' }) });
    const ports = await providerWith('empty');
    await openRegister(ports.register).studies.create(asked);
    await storeApproval(ports.register, approval(asked), testKey('approver').signer);
    const run = { ...messages.run, studyDigest: studyDigest(asked) };
    const accepted = await acceptTask(await incoming(run), ports);
    expect([accepted.result, accepted.code]).toEqual([result, code]);
  });
});
