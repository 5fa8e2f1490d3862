import type { EstimateRow } from '../protocol/estimate.ts';
import type { PooledRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { constant, type Html, html, render } from '../report/html.ts';
import type { Difference } from './difference.ts';
import type { StudyFigure } from './figures.ts';

/** What a report shows; `deviations` are the researcher's own words, `changes` what differs from the first version. */
export type StudyReport = {
  readonly study: Study;
  readonly digest: string;
  readonly estimates: readonly EstimateRow[];
  readonly releases: readonly PooledRelease[];
  readonly waiting: readonly { readonly provider: string; readonly reason: string }[];
  readonly figures: readonly StudyFigure[];
  readonly changes: readonly Difference[];
  readonly deviations: readonly string[];
  readonly madeAt: string;
};

const style = constant`
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
table{border-collapse:collapse;margin:.5rem 0 1.5rem;font-size:.875rem}
caption{text-align:left;font-weight:600;padding:.25rem 0}
th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #ccc;vertical-align:top}
td.number{text-align:right;font-variant-numeric:tabular-nums}
img{max-width:100%;height:auto}
.note{border-left:4px solid #8a5a00;padding:.25rem .75rem;background:#fff7e6}
@media print{body{max-width:none;margin:0}section{break-inside:avoid}}
`;

const number = (value: number): string =>
  Number.isInteger(value) ? value.toLocaleString('en-GB') : value.toPrecision(4);

/** One self-contained HTML file: no script, no other host, every result with its interval, coverage and what was withheld. */
export function renderStudyReport(report: StudyReport): string {
  const { study } = report;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/>
<title>${study.title}</title><style>${style}</style></head><body><main>
<h1>${study.title}</h1>
${report.releases.some(({ synthetic }) => synthetic) && html`<p class="note"><strong>The data are synthetic.</strong></p>`}
<p>${study.researchers.map(({ name }) => name).join(', ')}. Study ${study.study}, version ${study.version}, digest ${report.digest}. Made ${report.madeAt.slice(0, 10)}.</p>
${study.summary !== undefined && html`<p>${study.summary}</p>`}
<p>Differences between groups are associations; nothing here shows that one thing causes another unless its analysis says so.</p>
${coverage(report)}
${study.analyses.map(({ id, question }) => section(report, id, question))}
${deviations(report)}
</main></body></html>
`;
  return render(page);
}

function coverage({ releases, waiting, estimates }: StudyReport): Html {
  const withheld = estimates.filter(({ provider, status }) => provider === 'pooled' && status === 'withheld').length;
  const all = estimates.filter(({ provider }) => provider === 'pooled').length;
  return html`<section><h2>Who took part</h2>
<table><caption>Answers of the providers</caption><thead><tr><th scope="col">provider</th><th scope="col">wave</th><th scope="col">municipalities</th><th scope="col">without agreement</th><th scope="col">without data</th><th scope="col">policy</th></tr></thead><tbody>
${releases.map(
  ({ provider, wave, participation, policy }) =>
    html`<tr><th scope="row">${provider}</th><td>${wave ?? 1}</td><td class="number">${participation.municipalities}</td><td class="number">${participation.withoutAgreement}</td><td class="number">${participation.withoutExtract}</td><td>${policy}</td></tr>`,
)}</tbody></table>
${waiting.map(({ provider, reason }) => html`<p class="note">${provider} is not in these results: ${reason}.</p>`)}
<p>${all} estimates over all providers, ${withheld} of them withheld: too small, or needed to protect another number. The reasons stay with the providers.</p></section>`;
}

function section(report: StudyReport, id: string, question: string | undefined): Html {
  const rows = report.estimates.filter((row) => row.analysis_id === id && row.provider === 'pooled');
  const first = rows[0];
  const coverageWords =
    first === undefined
      ? 'No provider answered this.'
      : `Data ${first.data_from ?? 'unknown'} to ${first.data_until ?? 'unknown'}.`;
  return html`<section><h2 id="${id}">${question ?? id}</h2>
${report.figures.filter(({ name }) => name === id).map(({ svg }) => figure(svg, question ?? id))}
${rows.length > 0 && html`<table><caption>${question ?? id} (${id})</caption><thead><tr><th scope="col">measure</th><th scope="col">group</th><th scope="col">days</th><th scope="col">n</th><th scope="col">estimate</th><th scope="col">95% interval</th><th scope="col">status</th></tr></thead><tbody>${rows.map(rowOf)}</tbody></table>`}
<p>${coverageWords}</p></section>`;
}

const figure = (svg: string, alt: string): Html =>
  html`<p><img alt="${alt}" src="${`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`}"/></p>`;

function rowOf(row: EstimateRow): Html {
  const value = typeof row.value === 'number' ? number(row.value) : (row.value ?? '');
  const interval = row.ci_low === null || row.ci_high === null ? '' : `${number(row.ci_low)} to ${number(row.ci_high)}`;
  return html`<tr><td>${row.measure}</td><td>${row.group === '' ? 'all' : row.group}</td><td class="number">${row.time_days ?? ''}</td><td class="number">${row.n === null ? '' : number(row.n)}</td><td class="number">${value}</td><td>${interval}</td><td>${row.status}</td></tr>`;
}

function deviations({ changes, deviations: own }: StudyReport): Html {
  const lines = changes.map(({ place, before, after }) =>
    before === undefined ? `${place} was added` : after === undefined ? `${place} was removed` : `${place} was changed`,
  );
  return html`<section><h2>Deviations from the registered plan</h2>
${lines.length + own.length === 0 ? html`<p>None.</p>` : html`<ul>${[...own, ...lines].map((line) => html`<li>${line}</li>`)}</ul>`}</section>`;
}
