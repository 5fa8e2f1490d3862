import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { LocalCloud } from '../local/cloud.ts';
import type { Progress } from '../ports.ts';
import type { Study } from '../protocol/study.ts';
import { type FittedTogether, fitModels } from '../study/rounds-models.ts';
import { type DemoProvider, deskOf } from './parties.ts';

/** The providers fit the models in rounds of a study, or only those named; each must end in time. */
export async function fitStudyModels(
  cloud: LocalCloud,
  providers: readonly DemoProvider[],
  { study, tell }: { readonly study: Study; readonly tell: Progress },
  only?: readonly string[],
): Promise<readonly FittedTogether[]> {
  const until = new Date(Date.now() + 120_000);
  const fitted = await fitModels({
    study,
    providers: providers.map(({ id }) => id),
    attempt: 1,
    desk: deskOf(cloud),
    ...(only !== undefined && { only }),
    patience: { until, pause: async () => await delay(250) },
  });
  for (const { model, status, parties, without, envelopes } of fitted) {
    if (status === 'waiting')
      throw new Failure('node-failed', 'rounds-waiting', `model ${model} did not end`, 'look at the log lines above');
    tell(`${model}: ${status}`, { parties: parties.join(' '), signed: envelopes.length, without: without.length });
  }
  return fitted;
}
