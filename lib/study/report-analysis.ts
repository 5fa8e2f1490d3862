import type { EstimateRow } from '../protocol/estimate.ts';
import type { Study } from '../protocol/study.ts';
import { type Html, html } from '../report/html.ts';
import { groupInWords, titleOf } from './figure-words.ts';
import type { StudyFigure } from './figures.ts';
import { intervalInWords, measureInWords, numberInWords, valueInWords, withheldInWords } from './report-words.ts';

/** An analysis as a report shows it: what was asked, its rows over all providers and of each, and its figure. */
export type ReportedAnalysis = {
  readonly study: Study;
  readonly analysis: Study['analyses'][number];
  readonly rows: readonly EstimateRow[];
  readonly figure: StudyFigure | undefined;
};

/** The section of one analysis: the question, its figure and table, what was withheld, method and coverage. */
export function analysisSection(shown: ReportedAnalysis): Html {
  const { study, analysis, rows } = shown;
  const pooled = rows.filter(({ provider }) => provider === 'pooled');
  const isPrimary = study.primary.some((id) => id === analysis.id);
  return html`<section><h2 id="${analysis.id}">${titleOf(analysis)}</h2>
<p class="meta"><span class="tag">${isPrimary ? 'primary' : 'exploratory'}</span>${analysis.analysis}${'unit' in analysis && ` of ${analysis.unit}`}, <code>${analysis.id}</code></p>
${shown.figure !== undefined && drawing(shown.figure, titleOf(analysis))}
${pooled.length === 0 ? html`<p class="note">No provider answered this.</p>` : table('All providers together', pooled)}
${pooled.length > 0 && html`<p>${withheldInWords(pooled)}</p>`}
${byProvider(rows)}
<p class="meta">${methods(pooled)} ${coverage(pooled)}</p></section>`;
}

const drawing = ({ svg }: StudyFigure, alt: string): Html =>
  html`<figure><img alt="${alt}" src="${`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`}"/></figure>`;

/** Columns that no row fills are left away; a measure that all rows share stands in the caption. */
function table(about: string, rows: readonly EstimateRow[], isOfProviders = false): Html {
  const [only, ...others] = new Set(rows.map(({ measure }) => measureInWords(measure)));
  const caption = only === undefined || others.length > 0 ? about : `${about}: ${only}`;
  const has = {
    measure: others.length > 0,
    group: rows.some(({ group }) => group !== ''),
    days: rows.some(({ time_days: days }) => days !== null),
    n: rows.some(({ n }) => n !== null),
    events: rows.some(({ events }) => events !== null),
    interval: rows.some((row) => intervalInWords(row) !== ''),
  };
  const head = (text: string, isNumber = false) =>
    html`<th scope="col" class="${isNumber ? 'number' : 'text'}">${text}</th>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${isOfProviders && head('provider')}${has.group && head('group')}${has.measure && head('measure')}${has.days && head('day', true)}${has.n && head('n', true)}${has.events && head('events', true)}${head('estimate', true)}${has.interval && head('95% interval', true)}</tr></thead><tbody>${rows.map((row) => line(row, has, isOfProviders))}</tbody></table></div>`;
}

function line(row: EstimateRow, has: Readonly<Record<string, boolean>>, isOfProviders: boolean): Html {
  const cell = (text: string) => html`<td class="number">${text}</td>`;
  const optional = (value: number | null) => cell(value === null ? '' : numberInWords(value));
  const kind = row.value === null ? 'number withheld' : 'number';
  return html`<tr>${isOfProviders && html`<th scope="row">${row.provider}</th>`}${has['group'] === true && html`<th scope="row">${groupInWords(row.group)}</th>`}${has['measure'] === true && html`<td>${measureInWords(row.measure)}</td>`}${has['days'] === true && optional(row.time_days)}${has['n'] === true && optional(row.n)}${has['events'] === true && optional(row.events)}<td class="${kind}">${valueInWords(row)}</td>${has['interval'] === true && cell(intervalInWords(row))}</tr>`;
}

function byProvider(rows: readonly EstimateRow[]): Html | undefined {
  const own = rows.filter(({ provider }) => provider !== 'pooled');
  if (own.length === 0) return undefined;
  return html`<details><summary>Per provider</summary>${table('Each provider on its own', own, true)}</details>`;
}

function methods(rows: readonly EstimateRow[]): string {
  const named = [...new Set(rows.map(({ method }) => method))].filter((method) => method !== '');
  const grids = [...new Set(rows.map(({ grid }) => grid))].filter((grid) => grid !== '');
  const words = named.length === 0 ? '' : `Method: ${named.join('; ')}.`;
  return grids.length === 0 ? words : `${words} Steps end after ${grids.join(' or ').replaceAll(' ', ', ')} days.`;
}

function coverage([first]: readonly EstimateRow[]): string {
  return first === undefined ? '' : `Data ${first.data_from ?? 'unknown'} to ${first.data_until ?? 'unknown'}.`;
}
