import type { EstimateRow } from '../protocol/estimate.ts';
import type { Study } from '../protocol/study.ts';

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

/** Text in which LaTeX sees no command. */
const escapeLatex = (text: string): string =>
  text.replaceAll(/[\\{}$&#%_~^]/g, (character) => special[character] ?? '').replaceAll(/\p{Cc}/gu, ' ');

const digits = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(4));

function cell(value: string | number | null): string {
  if (value === null) return '';
  return typeof value === 'number' ? digits(value) : escapeLatex(value);
}

function interval({ ci_low: low, ci_high: high }: EstimateRow): string {
  return low === null || high === null ? '' : `${digits(low)} to ${digits(high)}`;
}

function line(row: EstimateRow): string {
  const shown = row.status === 'released' || row.status === 'rounded';
  const value = shown ? cell(row.value) : `\\textit{${escapeLatex(row.status)}}`;
  const cells = [
    escapeLatex(row.measure),
    escapeLatex(row.group === '' ? 'all' : row.group),
    cell(row.time_days),
    shown ? cell(row.n) : '',
    value,
    shown ? interval(row) : '',
  ];
  return `  ${cells.join(' & ')} \\\\`;
}

function tableOf(study: Study, id: string, rows: readonly EstimateRow[]): string {
  const question = study.analyses.find((analysis) => analysis.id === id)?.question ?? id;
  const withheld = rows.some(({ status }) => status === 'withheld');
  return `\\begin{table}[htbp]
  \\caption{${escapeLatex(question)}}
  \\label{tab:${id}}
  \\begin{tabular}{llrrrl}
  \\toprule
  measure & group & days & n & estimate & 95\\% interval \\\\
  \\midrule
${rows.map(line).join('\n')}
  \\bottomrule
  \\end{tabular}
  \\par\\smallskip\\footnotesize Counts are rounded; intervals include the rounding.${withheld ? ' Withheld: too small, or needed to protect another number.' : ''} Data ${escapeLatex(rows[0]?.data_from ?? 'unknown')} to ${escapeLatex(rows[0]?.data_until ?? 'unknown')}.
\\end{table}`;
}

/** One booktabs table for each analysis, over all providers together; `\\usepackage{booktabs}` is needed. */
export function latexTables(study: Study, rows: readonly EstimateRow[]): string {
  const pooled = rows.filter(({ provider }) => provider === 'pooled');
  const shown = pooled.length > 0 ? pooled : rows;
  const tables = [...Map.groupBy(shown, (row) => row.analysis_id)].map(([id, own]) => tableOf(study, id, own));
  return `% ${study.study} version ${study.version}; needs \\usepackage{booktabs}\n${tables.join('\n\n')}\n`;
}
