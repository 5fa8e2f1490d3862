import type { MunicipalityRecords, SignalCase } from '../../lib/synthetic/records.ts';

/** National figures as the monitor counts them, over all generated signals and the cases old enough to be finished. */
export function figures(municipalities: readonly MunicipalityRecords[], months: number) {
  const signals = municipalities.flatMap((municipality) => municipality.signals);
  const cases = municipalities.flatMap(({ cases: all, until }) => all.filter(({ day }) => day <= until - 100));
  const allCases = municipalities.flatMap((municipality) => municipality.cases);
  const inhabitants = municipalities.reduce((total, municipality) => total + municipality.inhabitants, 0);
  const written = ['letter', 'email', 'message', 'card'];
  const uses = (method: string) => (one: SignalCase) => one.attempts.some((attempt) => attempt.method === method);
  const repeats = new Set(
    signals
      .filter(({ repeatMonths, caseId }) => caseId !== null && repeatMonths.includes(true))
      .map((one) => one.caseId),
  );
  return {
    signalsPer1000PerMonth: signals.length / (inhabitants / 1000) / months,
    casesPerSignal: allCases.length / signals.length,
    casesWithEarlierSignal: repeats.size / allCases.length,
    casesWithSeveralSignals: allCases.filter((one) => one.signalIds.length > 1).length / allCases.length,
    accepted: cases.filter(isAccepted).length / cases.length,
    meanAttempts: cases.reduce((total, one) => total + one.attempts.length, 0) / cases.length,
    reach: reachOf(cases),
    writtenOnly: reachOf(
      cases.filter(({ attempts }) => attempts.length > 0 && attempts.every(({ method }) => written.includes(method))),
    ),
    anyPhone: reachOf(cases.filter(uses('phone'))),
    anyHomeVisit: reachOf(cases.filter(uses('home-visit'))),
    attempts4plus: reachOf(cases.filter(({ attempts }) => attempts.length >= 4)),
    attempts1to2: reachOf(cases.filter(({ attempts }) => attempts.length === 1 || attempts.length === 2)),
    creditors: Object.fromEntries(
      ['health-insurance', 'energy', 'rent', 'water', 'municipal-taxes'].map((type) => [
        type,
        signals.filter(({ creditorType }) => creditorType === type).length / signals.length,
      ]),
    ),
  };
}

export const isAccepted = ({ wantsHelp }: SignalCase): boolean => wantsHelp !== null && wantsHelp !== 'no';

const reachOf = (cases: readonly SignalCase[]): number =>
  cases.filter(({ attempts }) => attempts.some((attempt) => attempt.reached)).length / cases.length;
