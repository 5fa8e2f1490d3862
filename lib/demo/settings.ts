import type { RecordedRequest } from '../local/authorisation.ts';
import type { Progress } from '../ports.ts';
import type { Study } from '../protocol/study.ts';

/** What the demo is played with. */
export type DemoSettings = {
  readonly municipalities: number;
  readonly households: number | undefined;
  readonly seed: number;
  readonly study: Study;
  /** Studies that the researcher asks after the first; each leaves its results in a folder of its own. */
  readonly further?: readonly Study[];
  readonly directory: string;
  readonly exportsDirectory: string;
  readonly tell: Progress;
  /** Takes every request to the local cloud with the answer of the policies. */
  readonly record?: (request: RecordedRequest) => void;
};

/** Account of the researcher in the demo. */
export const researcherAccount = '222222222222';

/** Last day in every export of the demo. */
export const exportDate = '2026-06-30';
