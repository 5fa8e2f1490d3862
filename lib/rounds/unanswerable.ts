import { checkStudy } from '../analyses/check-study.ts';
import type { Refusal } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { checkModels } from './check-models.ts';

/**
 * Why a study can be answered on no data, or undefined: it names a variable, a code or a combination that the codebook does not have. A
 * provider asks this of every study, because who signs a message need not use our tools; a condition on a column that is not in the
 * codebook, such as the household, would choose rows that the ledger cannot tell apart.
 */
export function unanswerable(study: Study): Pick<Refusal, 'code' | 'reason' | 'remedy'> | undefined {
  const problems = [...checkStudy(study), ...checkModels(study)];
  const [first] = problems;
  if (first === undefined) return undefined;
  const named = problems.slice(0, 3).map(({ analysis, problem }) => `${analysis}: ${problem}`);
  return {
    code: 'study-codebook',
    reason: `the study asks for what the codebook does not have; ${named.join('; ')}`.slice(0, 500),
    remedy: `${first.remedy}; vroegzicht study lint finds all of these`.slice(0, 500),
  };
}
