import type { Agreement, Municipality } from '../protocol/register.ts';

/** A municipality that takes part, by the agreement that allows it. */
export type Participant = { readonly municipality: Municipality; readonly agreement: Agreement };

/**
 * The active municipalities with an agreement for this purpose that is valid on this day (`YYYY-MM-DD`, first and
 * last day included) and, where it names studies, names this `study`; in the order of their codes. All others are
 * outside every query.
 */
export function participants(
  municipalities: readonly Municipality[],
  purpose: string,
  day: string,
  study?: string,
): readonly Participant[] {
  return municipalities
    .filter(({ status }) => status === 'active')
    .toSorted((left, right) => (left.code < right.code ? -1 : 1))
    .flatMap((municipality) => {
      const agreement = municipality.agreements.find(
        (each) => covers(each, purpose, day) && isFor(each.studies, study),
      );
      return agreement === undefined ? [] : [{ municipality, agreement }];
    });
}

function covers({ purposes, from, until }: Agreement, purpose: string, day: string): boolean {
  return purposes.includes(purpose) && from <= day && day <= until;
}

const isFor = (studies: readonly string[] | undefined, study: string | undefined): boolean =>
  studies === undefined || study === undefined || studies.includes(study);
