import { formatCount } from '../format-count.ts';
import type { Study } from '../protocol/study.ts';
import { eventsNeeded, unitsPerArm } from '../statistics/power.ts';

/** What a primary analysis needs to find a difference worth finding. */
export type PlannedPower = { readonly analysis: string; readonly needs: string };

const power = 0.8;
const significance = 0.05;
const hazardRatio = 0.8;
const [rare, common] = [0.2, 0.25];
const smallShare = 0.1;

const whole = (value: number): string => formatCount(Math.ceil(value));

/**
 * Events or units that each registered primary analysis needs for a power of 80 percent: a hazard ratio of 0.8 (Schoenfeld 1983), or
 * 25 against 20 percent (R `power.prop.test`). The significance is the strictest of Holm, and of Benjamini and Hochberg: 5 percent over the tests of the family.
 */
export function planPower(study: Study): readonly PlannedPower[] {
  const primary = study.analyses.filter(({ id }) => study.primary.some((each) => each === id));
  return primary.flatMap((analysis): readonly PlannedPower[] => {
    const { id, family } = analysis;
    const tests = family === undefined ? 1 : primary.filter((each) => each.family === family).length;
    const level = significance / tests;
    const said = `80% power, ${tests === 1 ? 'one test' : `${tests} tests`} at 5%`;
    switch (analysis.analysis) {
      case 'cox':
      case 'state-hazards':
      case 'piecewise-exponential':
      case 'survival': {
        const events = (share: number) =>
          whole(eventsNeeded({ hazardRatio, significance: level, shareInFirstArm: share }, power));
        const words = `${events(0.5)} new signals when groups are equal, ${events(smallShare)} when one in ten is in the group`;
        return [{ analysis: id, needs: `a hazard ratio of ${hazardRatio} needs ${words} (${said})` }];
      }
      case 'glm':
      case 'attempts':
      case 'table': {
        const design = { first: rare, second: common, significance: level, designEffect: 1 };
        const units = whole(unitsPerArm(design, power));
        return [{ analysis: id, needs: `25% against 20% needs ${units} in each group (${said})` }];
      }
      case 'competing-risks':
      case 'recurrence':
      case 'heterogeneity':
      case 'quantiles':
      case 'funnel':
        return [];
    }
  });
}
