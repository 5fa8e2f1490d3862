import { policy } from '../disclosure/policy.ts';
import type { Analysis } from '../protocol/analyses.ts';
import type { Study } from '../protocol/study.ts';
import { type CellDesign, type CellDimension, cellDesign, type ExpectedCell } from './cell-dimensions.ts';
import { type Coarsening, coarsenings } from './coarsening.ts';
import { expectedEvents, smallMunicipality } from './design-facts.ts';
import { expectedHouseholds } from './national-shares.ts';

/** How many municipalities are expected to take part, and the inhabitants of each. */
export type ExpectedSize = { readonly municipalities: number; readonly inhabitants: number };

/** The cells of one analysis that the national figures lead to expect below a threshold of the gate, and what to coarsen. */
export type ExpectedCells = {
  readonly analysis: string;
  readonly cells: number;
  /** Cells below a threshold, the smallest first; `empty` is how many of them no national figure knows any household of. */
  readonly small: readonly ExpectedCell[];
  readonly empty: number;
  /** Variables without a public national figure: their levels count as equally large. */
  readonly withoutFigure: readonly string[];
  readonly coarsen: readonly Coarsening[];
  /** Municipalities of that size from which no cell is too small; null where a level is in no figure, or the country has too few. */
  readonly enoughFrom: number | null;
};

type AskedSize = { readonly [Key in keyof ExpectedSize]?: number | undefined };

/** The size that was asked for; otherwise the fewest municipalities that the study asks for, each small. */
export const sizeFor = (study: Study, asked: AskedSize = {}): ExpectedSize => ({
  municipalities: asked.municipalities ?? study.minimumMunicipalities,
  inhabitants: asked.inhabitants ?? smallMunicipality,
});

/** Cells of each analysis that will likely be too small, from national figures and the study alone; analyses without any are left out. */
export function expectedSmallCells(study: Study, size: ExpectedSize = sizeFor(study)): readonly ExpectedCells[] {
  return study.analyses.flatMap((analysis) => {
    const design = cellDesign(study, analysis);
    const found = design === null ? [] : smallCells(analysis, design, size);
    if (design === null || found.length === 0) return [];
    const countSmall = (changed: CellDesign) => smallCells(analysis, changed, size).length;
    return [
      {
        analysis: analysis.id,
        cells: combinations(design.dimensions).length,
        small: found,
        empty: found.filter(({ households }) => households === 0).length,
        withoutFigure: design.dimensions.filter(({ hasFigure }) => !hasFigure).map(({ variable }) => variable),
        coarsen: coarsenings(study, design, found, countSmall),
        enoughFrom: enoughFrom(found, size),
      },
    ];
  });
}

function smallCells(analysis: Analysis, design: CellDesign, size: ExpectedSize): readonly ExpectedCell[] {
  const closed = ('closedEntryDays' in analysis ? analysis.closedEntryDays : undefined) ?? 0;
  const households = expectedHouseholds(design.unit, size.municipalities * size.inhabitants, closed) * design.kept;
  const events = eventsOf(analysis, size);
  return combinations(design.dimensions)
    .map(({ levels, share }) => ({
      levels,
      households: households * share,
      events: events === null ? null : events * share,
    }))
    .filter(
      (cell) =>
        cell.households < policy.minimumHouseholds.value ||
        (cell.events !== null && cell.events < policy.minimumEvents.value),
    )
    .toSorted((left, right) => left.households - right.households);
}

const municipalitiesInCountry = 342;

function enoughFrom(small: readonly ExpectedCell[], { municipalities }: ExpectedSize): number | null {
  const factors = small.flatMap(({ households, events }) => [
    policy.minimumHouseholds.value / households,
    ...(events === null ? [] : [policy.minimumEvents.value / events]),
  ]);
  const needed = Math.ceil(municipalities * Math.max(...factors));
  return needed > municipalitiesInCountry ? null : needed;
}

/** New signals in all groups together, where the analysis follows households in time. */
function eventsOf(analysis: Analysis, { municipalities, inhabitants }: ExpectedSize): number | null {
  const inTime = 'horizonsDays' in analysis || analysis.analysis === 'cox' || 'untilDays' in analysis;
  const events = inTime ? expectedEvents(analysis, municipalities) : null;
  return events === null ? null : (events * inhabitants) / smallMunicipality;
}

type Combination = { readonly levels: ExpectedCell['levels']; readonly share: number };

/** Every combination of levels; variables count as independent. */
function combinations(dimensions: readonly CellDimension[]): readonly Combination[] {
  return dimensions.reduce<readonly Combination[]>(
    (all, { variable, levels }) =>
      all.flatMap((before) =>
        levels.map(({ code, share }) => ({
          levels: [...before.levels, { variable, code }],
          share: before.share * share,
        })),
      ),
    [{ levels: [], share: 1 }],
  );
}
