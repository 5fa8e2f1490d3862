import type { Study } from '../protocol/study.ts';
import type { StudyContext } from './module.ts';

/** Calendar months from one to another, both included, as `YYYY-MM`. */
export function monthsBetween(from: string, until: string): readonly string[] {
  const index = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
  const name = (value: number) => `${Math.floor(value / 12)}-${String((value % 12) + 1).padStart(2, '0')}`;
  return Array.from({ length: Math.max(0, index(until) - index(from) + 1) }, (_, offset) => name(index(from) + offset));
}

/** What a study fixes for all its analyses. */
export function studyContext(study: Study, uncontrolled = false): StudyContext {
  const months = study.months === undefined ? [] : monthsBetween(study.months.from, study.months.until);
  return { months, ladderDays: study.ladderDays, dailyGrid: study.dailyGridWhenUncontrolled, uncontrolled };
}
