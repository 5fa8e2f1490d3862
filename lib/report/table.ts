import type { OwnIndicator } from '../protocol/release.ts';
import { verdictBadge } from './finding.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import { marginWords, ownWords, peerWords, rowLabel } from './indicators.ts';
import { type Language, stateOf, stateWords } from './labels.ts';
import { count } from './numbers.ts';
import { textsIn } from './texts.ts';

/** A table with a caption and scopes; every cell repeats its heading, or a shorter one, for narrow screens. The first cell heads its row; a short row's last cell spans the rest. */
export function dataTable(
  caption: HtmlValue,
  heads: readonly string[],
  rows: readonly (readonly HtmlValue[])[],
  shortHeads: readonly string[] = heads,
): Html {
  const cell = (row: readonly HtmlValue[]) => (value: HtmlValue, index: number) => {
    const span = index === row.length - 1 ? heads.length - index : 1;
    if (index === 0) return html`<th scope="row" class="utrecht-table__cell">${value}</th>`;
    if (span === 1) return html`<td class="utrecht-table__cell" data-head="${shortHeads[index]}: ">${value}</td>`;
    return html`<td class="utrecht-table__cell vz-small" colspan="${span}">${value}</td>`;
  };
  return html`<table class="utrecht-table vz-table"><caption class="utrecht-table__caption">${caption}</caption>
<thead class="utrecht-table__header"><tr>${heads.map((head) => html`<th scope="col" class="utrecht-table__header-cell">${head}</th>`)}</tr></thead>
<tbody class="utrecht-table__body">${rows.map((row) => html`<tr class="utrecht-table__row">${row.map(cell(row))}</tr>`)}</tbody></table>`;
}

type Column = {
  readonly head: string;
  readonly short?: string;
  readonly cell: (indicator: OwnIndicator) => HtmlValue;
  readonly wanted: boolean;
};

const fewMissing = 2;

/** Rows of a table: an indicator each, but those that cannot be shown for one reason are one row when there are more than two. */
function rowsOf(indicators: readonly OwnIndicator[]): readonly (readonly OwnIndicator[])[] {
  const byState = Map.groupBy(indicators, stateOf);
  const rows = Map.groupBy(indicators, (indicator) => {
    const state = stateOf(indicator);
    const isAlone = state === 'shown' || (byState.get(state)?.length ?? 0) <= fewMissing;
    return isAlone ? indicator : state;
  });
  return [...rows.values()];
}

function rowOf(
  members: readonly OwnIndicator[],
  columns: readonly Column[],
  language: Language,
  several: boolean,
): readonly HtmlValue[] {
  const [first] = members;
  if (first === undefined) return [];
  if (stateOf(first) === 'shown') return columns.map((column) => column.cell(first));
  const labels = members.map((indicator) => rowLabel(indicator, language, several));
  return [labels.join('; '), stateWords[stateOf(first)][language]];
}

/** The figures of a block in full: own, margin, peers, comparison, and what they are about. */
export function indicatorTable(caption: string, indicators: readonly OwnIndicator[], language: Language): Html {
  const texts = textsIn(language);
  const isCount = indicators.every((indicator) => indicator.measure === 'count');
  const several = new Set(indicators.map((indicator) => indicator.timeDays)).size > 1;
  const hasPeers = indicators.some((indicator) => indicator.peers !== null);
  const unknown = stateWords.unknown[language];
  const shown = (indicator: OwnIndicator) => stateOf(indicator) === 'shown';
  const columns: readonly Column[] = [
    { head: texts.group, wanted: true, cell: (indicator) => rowLabel(indicator, language, several) },
    { head: isCount ? texts.amount : texts.figure, wanted: true, cell: (indicator) => ownWords(indicator, language) },
    {
      head: texts.margin,
      wanted: !isCount,
      cell: (indicator) => marginWords(indicator, language) ?? unknown,
    },
    {
      head: texts.peersHead,
      short: texts.peersHeadShort,
      wanted: hasPeers,
      cell: (indicator) => peerWords(indicator, language, 'table') ?? unknown,
    },
    { head: texts.verdict, wanted: hasPeers, cell: (indicator) => verdictBadge(indicator, language) },
    {
      head: texts.basis,
      wanted: !isCount && indicators.some((indicator) => shown(indicator) && indicator.n !== null),
      cell: (indicator) => (indicator.n === null ? unknown : count(indicator.n, language)),
    },
  ];
  const used = columns.filter((column) => column.wanted);
  return dataTable(
    html`<span class="vz-visually-hidden">${caption}</span>`,
    used.map((column) => column.head),
    rowsOf(indicators).map((members) => rowOf(members, used, language, several)),
    used.map((column) => column.short ?? column.head),
  );
}
