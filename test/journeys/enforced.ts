import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { demoProviders } from '../../lib/demo/parties.ts';
import { exportDate } from '../../lib/demo/settings.ts';
import type { Demo } from '../../lib/demo/story.ts';
import type { RecordedRequest } from '../../lib/local/authorisation.ts';
import { enforcedDeployments } from '../../lib/local/default-deployments.ts';
import type { AccessQuestion } from '../../lib/local/policies/decide.ts';
import type { Policies } from '../../lib/local/policies/template-policies.ts';
import type { Study } from '../../lib/protocol/study.ts';
import { generateMunicipality } from '../../lib/synthetic/generate.ts';
import { demoMunicipalities } from '../../lib/synthetic/municipalities.ts';
import { withHouseholds } from '../../lib/synthetic/presets.ts';
import { decideByAllStatements } from '../support/decide.ts';
import { playYear } from '../support/enforced-journey.ts';
import { allowedQuestions, everyRemoval, firstToFail, type Removal, withRuntimeKeys } from '../support/recorded.ts';

/** A demo that was played, with every request that the gateway answered. */
type Played = Pick<Demo, 'cloud' | 'links'> & {
  readonly study: Study;
  readonly size: { readonly municipalities: number; readonly households: number; readonly seed: number };
  readonly recorded: readonly RecordedRequest[];
  readonly exportsDirectory: string;
};

/** Statements that no request of the year needs, each with its reason. */
const unasked: readonly (readonly [applies: (removal: Removal, text: string) => boolean, reason: string])[] = [
  [
    (_removal, text) => text.includes('"Service"') && !text.includes('["s3.amazonaws.com"]'),
    'a service of AWS asks, not us',
  ],
  [(_removal, text) => text.includes('role/cdk-'), 'CloudFormation deploys the keys'],
  [({ owner }) => /LogsRole/.test(owner), 'flow logs and the trail are written by AWS'],
  [
    ({ statement }) => statement.Action.some((action) => action.startsWith('ec2:')),
    'Lambda places a function in a subnet',
  ],
  [({ owner }, text) => owner.endsWith('break-glass') || /role\/[a-z-]*break-glass"/.test(text), 'an emergency'],
  [({ statement }) => statement.Action.includes('kms:GetKeyPolicy'), 'auditors look at keys'],
  [
    ({ statement }) => statement.Action.join() === 's3:ListBucket',
    'a missing object is answered 404 only to whom may list; not every object was missing once',
  ],
  [
    ({ owner }, text) => owner.endsWith('-researcher') && text.includes('"sqs:'),
    "nothing at the researcher's side went to the dead letters in this year",
  ],
  [(_removal, text) => text.includes('RSAES_OAEP_SHA_256'), 'evidence of rounds: no model was fitted in this year'],
];

const nameOf = ({ owner, statement }: Removal): string =>
  `${owner.replace(/^.*(role\/|:::|:key\/)/, '')}: ${statement.Action.join(' ')}`;

/** Provider B is deployed from the same templates as provider A, and did less in this year. */
const ofProviderA = ({ owner, statement }: Removal): boolean =>
  !`${owner}${JSON.stringify(statement.Principal ?? '')}${JSON.stringify(statement.Resource ?? '')}`.includes(
    '333333333333',
  ) || owner.includes('role/vroegzicht-local-task-sender');

/** Keys of the other municipalities have the same policy as the first, which was withdrawn. */
const isFirstKey = (recorded: readonly RecordedRequest[]) => {
  const withdrawn = recorded.find(({ action }) => action === 'kms:ScheduleKeyDeletion')?.resource;
  return ({ owner }: Removal): boolean =>
    !owner.includes(':key/') || owner === withdrawn || /-8[0-9a-f]{3}-a/.test(owner);
};

/** The rest of a year at a provider, after the demo; then every Allow statement is taken away in turn. */
export function everyStatementIsNeeded(played: () => Played): void {
  describe('a year at a provider under the policies of the templates', () => {
    let policies: Policies;
    let questions: readonly AccessQuestion[];

    beforeAll(async () => {
      const { cloud, links, study, size, recorded, exportsDirectory } = played();
      const [{ municipalities }] = demoProviders(
        withHouseholds(demoMunicipalities(size.municipalities, size.seed), size.households),
      );
      const [first, second] = municipalities;
      if (first === undefined || second === undefined) throw new Error('the demo has too few municipalities');
      const { signals } = generateMunicipality({ ...first, seed: size.seed, until: exportDate, months: 9 });
      await playYear(cloud, study, {
        municipality: first.code,
        signal: signals.at(-1)?.id ?? '',
        exportPath: join(exportsDirectory, 'provider-a', `synthetic-${first.code}.xlsx`),
        link: links.find(({ mailbox }) => mailbox.includes(second.code))?.url ?? '',
      });
      const enforced = await enforcedDeployments('local');
      if (enforced.policies === undefined) throw new Error('npm ci installs what enforcement needs');
      policies = withRuntimeKeys(enforced.policies, recorded);
      questions = allowedQuestions(recorded);
    }, 600_000);

    test('nothing that a function or a person does is refused, but the researcher at the extracts', () => {
      const refused = played().recorded.filter(({ decision }) => decision === 'deny');
      expect(new Set(refused.map(({ principal, action }) => `${principal.role} ${action}`))).toEqual(
        new Set(['task-sender s3:GetObject', 'researcher s3:GetObject']),
      );
      expect(played().cloud.deadLetters()).toEqual([]);
    });

    test('a recorded request has the same answer when it is asked again, of all statements', () => {
      for (const question of questions.filter((_, index) => index % 10 === 0))
        expect([question.action, decideByAllStatements(policies, question)]).toEqual([question.action, 'allow']);
    });

    test('without any one of its Allow statements a recorded request fails, or the reason is known', () => {
      const removals = everyRemoval(policies).filter(ofProviderA).filter(isFirstKey(played().recorded));
      const needless = removals
        .filter((removal) => firstToFail(removal, questions) === undefined)
        .filter((removal) => !unasked.some(([applies]) => applies(removal, JSON.stringify(removal.statement))));
      expect(removals.length).toBeGreaterThan(200);
      expect(needless.map(nameOf)).toEqual([]);
    });

    test('each reason stands for a statement that the year does not need', () => {
      const removals = everyRemoval(policies).filter(ofProviderA).filter(isFirstKey(played().recorded));
      const idle = removals.filter((removal) => firstToFail(removal, questions) === undefined);
      for (const [applies, reason] of unasked)
        expect([reason, idle.some((removal) => applies(removal, JSON.stringify(removal.statement)))]).toEqual([
          reason,
          true,
        ]);
    });
  });
}
