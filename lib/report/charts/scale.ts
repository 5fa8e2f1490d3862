import { coordinate } from '../numbers.ts';

/** A linear scale from values to percentages of a drawing's width or height. */
export type Scale = {
  readonly maximum: number;
  readonly ticks: readonly number[];
  readonly percent: (value: number) => number;
};

const ceilings: readonly (readonly [ceiling: number, steps: number])[] = [
  [0.05, 5],
  [0.1, 5],
  [0.15, 3],
  [0.2, 4],
  [0.25, 5],
  [0.3, 3],
  [0.4, 4],
  [0.5, 5],
  [0.6, 3],
  [0.8, 4],
  [1, 5],
];

/** The scale of proportions from 0 to a round ceiling above the largest value. */
export function proportionScale(values: readonly number[]): Scale {
  const largest = Math.max(0, ...values);
  const [maximum, steps] = ceilings.find(([ceiling]) => ceiling >= largest) ?? [1, 5];
  const ticks = Array.from({ length: steps + 1 }, (_, index) => (maximum * index) / steps);
  return { maximum, ticks, percent: (value) => (100 * Math.min(Math.max(value, 0), maximum)) / maximum };
}

/** A percentage attribute. */
export function percent(value: number): string {
  return `${coordinate(value)}%`;
}
