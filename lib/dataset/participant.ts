import type { Manifest } from './manifest.ts';

/** A municipality in a run: what its source cannot deliver, and the days its data span. */
export type Participant = {
  readonly municipality: string;
  readonly unavailable: readonly string[];
  readonly dataFrom: string | null;
  readonly dataUntil: string;
};

/** What a municipality's extract can answer. */
export function participantOf(manifest: Manifest): Participant {
  return {
    municipality: manifest.municipality,
    unavailable: manifest.unavailable,
    dataFrom: manifest.dates['signals.signal_date']?.first ?? null,
    dataUntil: manifest.exportDate,
  };
}
