import { bindAnalysis } from '../../lib/analyses/registry.ts';
import type { ResultRow } from '../../lib/dataset/plan.ts';
import { withoutControl } from '../../lib/disclosure/uncontrolled.ts';
import { Analysis } from '../../lib/protocol/analyses.ts';
import { countingProcess } from '../../lib/statistics/cox/counting-process.ts';
import { coxFromProcess } from '../../lib/statistics/cox/estimate.ts';
import { waldTest } from '../../lib/statistics/cox/fit.ts';
import { clocks, type SimulatedHousehold, simulateHouseholds } from './simulation-households.ts';

const stateHazards = bindAnalysis(
  Analysis.parse({ id: 'days-in-state', analysis: 'state-hazards', unit: 'contact-states', untilDays: 182 }),
  { months: [], ladderDays: [[182]], dailyGrid: false, uncontrolled: true },
);

/** Hazard ratios of declined and accepted against not reached, adjusted for debt, and Wald's p-value of both together. */
export function coxOf(households: readonly SimulatedHousehold[], clock: keyof typeof clocks) {
  const fit = coxFromProcess(countingProcess(households.flatMap(clocks[clock]), 3), 'efron');
  const ratios = fit.coefficients.map((value) => Math.exp(value ?? Number.NaN));
  return { ratios, pValue: waldTest(fit, fit.covariance, [0, 1])?.pValue ?? Number.NaN };
}

/** Rows as the query of state-hazards gives them: events and households at risk by state on the days with an event. */
function stateDays(households: readonly SimulatedHousehold[]): readonly ResultRow[] {
  const states = ['not-reached', 'reached', 'accepted'];
  return [...Map.groupBy(households, (each) => each.municipality)].flatMap(([municipality, members]) => {
    const stretches = members.flatMap(clocks.inStates).map((row) => ({
      ...row,
      state: states[row.covariates[0] === 1 ? 1 : row.covariates[1] === 1 ? 2 : 0],
    }));
    const days = new Set(stretches.filter((row) => row.event).map((row) => row.endDays));
    return [...days].flatMap((day) =>
      states.map((g0): ResultRow => {
        const atRisk = stretches.filter((row) => row.state === g0 && (row.startDays ?? 0) < day && row.endDays >= day);
        const events = atRisk.filter((row) => row.event && row.endDays === day).length;
        return { municipality_code: String(municipality), day_number: day, g0, events, at_risk: atRisk.length };
      }),
    );
  });
}

/** The analysis state-hazards on simulated households, each municipality a stratum: p-value of its log-rank test. */
export function stateHazardsOf(households: readonly SimulatedHousehold[]): number {
  const evidence = stateHazards.summarise([stateDays(households)], 'pooled').map(withoutControl);
  const rows = stateHazards.estimate(evidence);
  const found = rows.find((row) => row.measure === 'p-value' && row.method.startsWith('log-rank'));
  return typeof found?.value === 'number' ? found.value : Number.NaN;
}

/** P-values of one simulated study of 1,200 households in 6 municipalities. */
export function pValuesOf(seed: number) {
  const households = simulateHouseholds(1200, 6, seed);
  return {
    landmark: coxOf(households, 'landmark28').pValue,
    inStates: coxOf(households, 'inStates').pValue,
    stateHazards: stateHazardsOf(households),
  };
}
