import type { OwnIndicator, OwnRelease } from '../protocol/release.ts';
import { groupLabel } from './groups.ts';
import { type FigureState, type Language, stateOf, stateWords, topicTitles, verdictWords } from './labels.ts';
import { presentable, topicOf } from './topics.ts';

type Cell = string | number | null;

const heads: Readonly<Record<Language, readonly string[]>> = {
  nl: [
    'gemeente',
    'onderwerp',
    'analyse',
    'groep',
    'maat',
    'termijn_dagen',
    'gaat_over',
    'waarde',
    'marge_laag',
    'marge_hoog',
    'vergelijkbaar_midden',
    'vergelijkbaar_kwart',
    'vergelijkbaar_driekwart',
    'vergelijkbaar_gemeenten',
    'vergelijking',
    'status',
    'toelichting',
    'gegevens_van',
    'gegevens_tot',
    'verzonnen_gegevens',
  ],
  en: [
    'municipality',
    'topic',
    'analysis',
    'group',
    'measure',
    'time_days',
    'out_of',
    'value',
    'margin_low',
    'margin_high',
    'peer_median',
    'peer_lower_quartile',
    'peer_upper_quartile',
    'peer_municipalities',
    'comparison',
    'status',
    'explanation',
    'data_from',
    'data_until',
    'synthetic_data',
  ],
};

const measures: Readonly<Record<OwnIndicator['measure'], Readonly<Record<Language, string>>>> = {
  proportion: { nl: 'aandeel', en: 'proportion' },
  'cumulative-incidence': { nl: 'aandeel binnen de termijn', en: 'proportion within the term' },
  count: { nl: 'aantal', en: 'count' },
};

/** The figures for Dutch Excel: `;`, decimal comma, BOM; a figure that is not shown is an empty cell and a word in `status`. */
export function toCsv(release: OwnRelease, language: Language): string {
  const rows = presentable(release).map((indicator) => csvRow(release, indicator, language));
  const lines = [heads[language], ...rows].map((cells) => cells.map((cell) => csvCell(cell, language)).join(';'));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function csvRow(release: OwnRelease, indicator: OwnIndicator, language: Language): readonly Cell[] {
  const state = stateOf(indicator);
  const figures = figuresOf(indicator, state);
  const { peers } = indicator;
  return [
    release.municipalityName,
    topicTitles[topicOf(indicator)][language],
    indicator.analysis,
    groupLabel(indicator.group, language),
    measures[indicator.measure][language],
    indicator.timeDays,
    figures.n,
    figures.value,
    figures.low,
    figures.high,
    peers?.median ?? null,
    peers?.lowerQuartile ?? null,
    peers?.upperQuartile ?? null,
    peers?.municipalities ?? null,
    state === 'shown' ? verdictWords[indicator.verdict][language] : '',
    state,
    state === 'shown' ? '' : stateWords[state][language],
    release.dataFrom ?? '',
    release.dataUntil ?? '',
    yesNo(release.synthetic, language),
  ];
}

function yesNo(value: boolean, language: Language): string {
  if (language === 'nl') return value ? 'ja' : 'nee';
  return value ? 'yes' : 'no';
}

function figuresOf(indicator: OwnIndicator, state: FigureState) {
  const { n, value, low, high } = indicator;
  return state === 'shown' || state === 'structural-zero'
    ? { n, value, low, high }
    : { n: null, value: null, low: null, high: null };
}

/** A text that a spreadsheet would run as a formula gets an apostrophe before it. */
function csvCell(cell: Cell, language: Language): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return language === 'nl' ? String(cell).replace('.', ',') : String(cell);
  const safe = /^[\s]*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[;"\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The figures for software: what the page shows and no more, with the wording of every state. */
export function toJson(release: OwnRelease, language: Language): string {
  const indicators = presentable(release).map((indicator) => {
    const state = stateOf(indicator);
    return { ...indicator, ...figuresOf(indicator, state), topic: topicOf(indicator), state };
  });
  const wording = Object.fromEntries(Object.entries(stateWords).map(([state, words]) => [state, words[language]]));
  return `${JSON.stringify({ ...release, indicators, wording }, null, 2)}\n`;
}
