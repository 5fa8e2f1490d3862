import { formatCount } from '../format-count.ts';
import type { Progress } from '../ports.ts';
import type { Sink, Style } from './output.ts';

type ProgressOptions = { readonly sink: Sink; readonly style: Style; readonly now: () => number };

/**
 * Progress as one line a step: counts, and the seconds since the line before. Aligned and marked on a terminal,
 * `step key=value seconds=0.4` on a pipe.
 */
export function progressPrinter({ sink, style, now }: ProgressOptions): Progress {
  let last = now();
  return (step, detail = {}) => {
    const time = now();
    const seconds = ((time - last) / 1000).toFixed(1);
    last = time;
    sink.write(sink.isTTY === true ? terminalLine(step, detail, { seconds, style }) : pipedLine(step, detail, seconds));
  };
}

type Detail = Readonly<Record<string, string | number>>;

function terminalLine(step: string, detail: Detail, marks: { seconds: string; style: Style }): string {
  const { seconds, style } = marks;
  const words = Object.entries(detail).map(([key, value]) =>
    typeof value === 'number' ? `${formatCount(value)} ${spaced(key)}` : value,
  );
  const time = seconds === '0.0' ? '' : style.dim(`  ${seconds} s`);
  return `${`${style.good('·')} ${style.bold(step.padEnd(26))}  ${words.join(' · ')}${time}`.trimEnd()}\n`;
}

function pipedLine(step: string, detail: Detail, seconds: string): string {
  const words = Object.entries(detail).map(([key, value]) => `${key}=${value}`);
  return `${[step, ...words, `seconds=${seconds}`].join(' ')}\n`;
}

const spaced = (name: string): string => name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
