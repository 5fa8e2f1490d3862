import { Failure } from '../failure.ts';
import type { EstimateRow } from '../protocol/estimate.ts';
import type { Study } from '../protocol/study.ts';
import { estimatesCsv, estimatesJson } from './estimates-files.ts';
import { estimatesExcel } from './export-excel.ts';
import { latexTables } from './export-latex.ts';
import { estimatesSchema } from './export-schema.ts';

/** Formats of `study export`. */
export const exportFormats = ['csv', 'excel-nl', 'parquet', 'json', 'svg', 'png', 'latex'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Output of a dry run without control never leaves the place where it was made (ruling 29). */
export function refuseUncontrolled(rows: readonly EstimateRow[]): void {
  if (rows.some(({ status }) => status === 'uncontrolled'))
    throw new Failure(
      'refused',
      'uncontrolled',
      'these results were made without disclosure control',
      'run the dry run with control, or collect the released results',
    );
}

/** The text files of one format: name and content. Parquet and figures are written elsewhere. */
export function exportTexts(
  study: Study,
  rows: readonly EstimateRow[],
  format: ExportFormat,
): readonly (readonly [name: string, text: string])[] {
  refuseUncontrolled(rows);
  switch (format) {
    case 'csv':
      return [['estimates.csv', estimatesCsv(rows)]];
    case 'excel-nl':
      return [['estimates-nl.csv', estimatesExcel(rows)]];
    case 'json':
      return [
        ['estimates.json', estimatesJson(rows)],
        ['estimates.schema.json', estimatesSchema()],
      ];
    case 'latex':
      return [['estimates.tex', latexTables(study, rows)]];
    case 'parquet':
    case 'svg':
    case 'png':
      return [];
  }
}
