import type { LocalExtract } from '../dataset/catalogue.ts';
import { type DatedThreshold, thresholdNeed } from '../dataset/dated-thresholds.ts';
import type { Participant } from '../register/participants.ts';

/** The threshold amounts in the agreements by which municipalities take part. */
export function agreedThresholds(taking: readonly Participant[]): readonly DatedThreshold[] {
  return taking.flatMap(({ municipality, agreement }) =>
    (agreement.thresholds ?? []).map((threshold) => ({ municipality: municipality.code, ...threshold })),
  );
}

/** Says in each manifest that an agreed threshold is missing, as it says which columns are: such a municipality cannot answer. */
export function markThresholds(
  extracts: readonly LocalExtract[],
  thresholds: readonly DatedThreshold[],
): readonly LocalExtract[] {
  return extracts.map((extract) => {
    const { manifest } = extract;
    if (thresholds.some(({ municipality }) => municipality === manifest.municipality)) return extract;
    return { ...extract, manifest: { ...manifest, unavailable: [...manifest.unavailable, thresholdNeed] } };
  });
}
