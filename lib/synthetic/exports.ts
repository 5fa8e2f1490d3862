import { access, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import type { Progress } from '../ports.ts';
import { writeDdasDelivery } from './ddas.ts';
import { generateMunicipality, retainedSignals } from './generate.ts';
import type { DemoMunicipality } from './municipalities.ts';
import { type CausalParameters, defaultCausalParameters } from './parameters.ts';
import type { MunicipalityRecords } from './records.ts';
import { type WrittenRows, writeWorkbook } from './workbook.ts';

/** Which files to write: a workbook for each municipality, one DDAS delivery file for all, or both. */
type ExportFormat = 'workbook' | 'ddas' | 'both';

/** What to generate and where to write it; `until` is the export date. */
export type ExportRequest = {
  readonly municipalities: readonly DemoMunicipality[];
  readonly seed: number;
  readonly until: string;
  readonly months: number;
  readonly clean: boolean;
  readonly format: ExportFormat;
  readonly directory: string;
  readonly causal?: CausalParameters;
  readonly progress?: Progress;
};

/** A file that was written: its municipalities, size and rows. */
export type WrittenExport = {
  readonly path: string;
  readonly format: 'xxllnc-workbook' | 'ddas-delivery';
  readonly municipalities: readonly string[];
  readonly bytes: number;
  readonly rows: WrittenRows;
};

const notice = 'SYNTHETIC.txt';

/** Writes synthetic exports with a SYNTHETIC.txt beside them; throws `refused` rather than overwrite another's file. */
export async function writeExports(request: ExportRequest): Promise<readonly WrittenExport[]> {
  const { municipalities, directory, format, clean, progress } = request;
  await mkdir(directory, { recursive: true });
  await refuseForeignFiles(request);
  await writeFile(join(directory, notice), noticeText(request));
  const generated: MunicipalityRecords[] = [];
  const written: WrittenExport[] = [];
  for (const municipality of municipalities) {
    const records = generateMunicipality({ ...request, ...municipality });
    const counts = { signals: retainedSignals(records).length, cases: records.cases.length };
    if (format !== 'ddas') written.push(await workbook(records, directory, clean));
    if (format !== 'workbook') generated.push(records);
    progress?.(municipality.code, { name: municipality.name, inhabitants: municipality.inhabitants, ...counts });
  }
  if (generated.length === 0) return written;
  const delivery = await ddas(generated, directory, clean);
  progress?.('delivery', { municipalities: generated.length, bytes: delivery.bytes });
  return [...written, delivery];
}

const workbookName = (code: string): string => `${code}.xlsx`;
const deliveryName = 'ddas.json';

async function workbook(records: MunicipalityRecords, directory: string, clean: boolean): Promise<WrittenExport> {
  const path = join(directory, workbookName(records.code));
  const rows = await writeWorkbook(records, path, { clean });
  const { size } = await stat(path);
  return { path, format: 'xxllnc-workbook', municipalities: [records.code], bytes: size, rows };
}

async function ddas(all: readonly MunicipalityRecords[], directory: string, clean: boolean): Promise<WrittenExport> {
  const path = join(directory, deliveryName);
  const rows = await writeDdasDelivery(all, path, { clean });
  const { size } = await stat(path);
  return { path, format: 'ddas-delivery', municipalities: all.map(({ code }) => code), bytes: size, rows };
}

async function refuseForeignFiles({ municipalities, directory }: ExportRequest): Promise<void> {
  if (await exists(join(directory, notice))) return;
  for (const name of [deliveryName, ...municipalities.map(({ code }) => workbookName(code))])
    if (await exists(join(directory, name)))
      throw new Failure(
        'refused',
        'not-synthetic',
        `${name} is in the folder already and no ${notice} says that it is synthetic`,
        'choose an empty folder with --out',
      );
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

function noticeText({ seed, until, months, municipalities, clean, causal = defaultCausalParameters }: ExportRequest) {
  return [
    'SYNTHETIC DATA. Every municipality, household, name, address and number in these files is invented.',
    'SYNTHETISCHE GEGEVENS. Alles in deze bestanden is verzonnen: gemeenten, huishoudens, namen, adressen en cijfers.',
    '',
    `Made by vroegzicht data synth, calibrated on published national figures (lib/synthetic/calibration.json).`,
    `seed ${seed}, export date ${until}, ${months} months, ${municipalities.length} municipalities, ${clean ? 'clean' : 'with the dirt of real exports'}`,
    `True hazard ratio of a further signal after accepted help: ${causal.helpHazardRatio}`,
    `True log odds of accepting help for each unit of log need: ${causal.needLogOdds}`,
    '',
  ].join('\n');
}
