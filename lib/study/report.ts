import type { EstimateRow } from '../protocol/estimate.ts';
import type { PooledRelease } from '../protocol/release.ts';
import type { Study } from '../protocol/study.ts';
import { type Html, html, render } from '../report/html.ts';
import type { Difference } from './difference.ts';
import { titleOf } from './figure-words.ts';
import type { StudyFigure } from './figures.ts';
import { analysisSection } from './report-analysis.ts';
import { reportStyle } from './report-style.ts';

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

/** One self-contained HTML file: no script, no other host, every result with its interval, coverage and what was withheld. */
export function renderStudyReport(report: StudyReport): string {
  const { study } = report;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/>
<title>${study.title}</title><style>${reportStyle}</style></head><body><main>
<h1>${study.title}</h1>
${report.releases.some(({ synthetic }) => synthetic) && html`<p class="note"><strong>The data are synthetic.</strong> No number here is about a real household.</p>`}
${study.summary !== undefined && html`<p>${study.summary}</p>`}
${facts(report)}
${contents(study)}
${participation(report)}
${study.analyses.map((analysis) =>
  analysisSection({
    study,
    analysis,
    rows: report.estimates.filter((row) => row.analysis_id === analysis.id),
    figure: report.figures.find(({ name }) => name === analysis.id),
  }),
)}
${deviations(report)}
</main></body></html>
`;
  return render(page);
}

function facts({ study, digest, madeAt }: StudyReport): Html {
  const people = study.researchers.map(({ name, affiliation }) => [name, affiliation].filter(Boolean).join(', '));
  return html`<dl><dt>Researchers</dt><dd>${people.join('; ')}</dd>
<dt>Study</dt><dd><code>${study.study}</code>, version ${study.version}</dd>
<dt>Digest</dt><dd><code>${digest}</code></dd>
<dt>Purpose</dt><dd>${study.purpose}</dd>
<dt>Made</dt><dd>${madeAt.slice(0, 10)}</dd></dl>
<p>Counts are rounded and intervals include the rounding. Differences between groups are associations; nothing here shows that one thing causes another unless its analysis says so.</p>`;
}

function contents({ analyses }: Study): Html {
  return html`<nav aria-label="Contents"><ol><li><a href="#participation">Who took part</a></li>${analyses.map((analysis) => html`<li><a href="#${analysis.id}">${titleOf(analysis)}</a></li>`)}<li><a href="#deviations">Deviations from the registered plan</a></li></ol></nav>`;
}

function participation({ releases, waiting, estimates }: StudyReport): Html {
  const pooled = estimates.filter(({ provider }) => provider === 'pooled');
  const withheld = pooled.filter(({ status }) => status === 'withheld').length;
  const total = releases.reduce((sum, each) => sum + each.participation.municipalities, 0);
  return html`<section><h2 id="participation">Who took part</h2>
<p>${total} municipalities at ${new Set(releases.map(({ provider }) => provider)).size} providers. ${pooled.length} estimates over all providers, ${withheld} of them withheld: too small, or needed to protect another number. The reasons stay with the providers.</p>
${waiting.map(({ provider, reason }) => html`<p class="note">${provider} is not in these results: ${reason}.</p>`)}
${releases.length > 0 && html`<div class="scroll" tabindex="0" role="region" aria-label="Answers of the providers"><table><caption>Answers of the providers</caption><thead><tr><th scope="col">provider</th><th scope="col" class="number">wave</th><th scope="col" class="number">municipalities</th><th scope="col" class="number">without agreement</th><th scope="col" class="number">without data</th><th scope="col">rules</th></tr></thead><tbody>${releases.map(answer)}</tbody></table></div>`}</section>`;
}

const answer = ({ provider, wave, participation: taking, policy }: PooledRelease): Html =>
  html`<tr><th scope="row">${provider}</th><td class="number">${wave ?? 1}</td><td class="number">${taking.municipalities}</td><td class="number">${taking.withoutAgreement}</td><td class="number">${taking.withoutExtract}</td><td>${policy}</td></tr>`;

function deviations({ changes, deviations: own }: StudyReport): Html {
  const lines = changes.map(({ place, before, after }) =>
    before === undefined ? `${place} was added` : after === undefined ? `${place} was removed` : `${place} was changed`,
  );
  return html`<section><h2 id="deviations">Deviations from the registered plan</h2>
${lines.length + own.length === 0 ? html`<p>None.</p>` : html`<ul>${[...own, ...lines].map((line) => html`<li>${line}</li>`)}</ul>`}</section>`;
}
