import { resolve } from 'node:path';
import * as z from 'zod';
import { Failure } from '../../failure.ts';
import { formatCount } from '../../format-count.ts';
import { CalendarDay } from '../../protocol/identifiers.ts';
import { type ExportRequest, type WrittenExport, writeExports } from '../../synthetic/exports.ts';
import { demoMunicipalities } from '../../synthetic/municipalities.ts';
import { presets, withHouseholds } from '../../synthetic/presets.ts';
import type { Arguments } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';

const Preset = z.enum(['klein', 'middel', 'groot']);
const Format = z.enum(['workbook', 'ddas', 'both']);

/** `vroegzicht data synth`. */
export const command: Command = {
  name: ['data', 'synth'],
  summary: 'write synthetic exports, calibrated on national figures',
  description:
    'Everything in the files is invented. The same seed gives the same bytes. Signals older than six months are not in\n' +
    'the files, cases are. Presets: klein 3 municipalities and 12 months, middel 12 and 24, groot 48 and 24.',
  options: {
    out: { type: 'text', placeholder: 'DIR', help: 'folder to write to (default synthetic)' },
    preset: { type: 'text', placeholder: 'NAME', help: 'klein, middel or groot (default klein)' },
    seed: { type: 'text', placeholder: 'N', help: 'seed (default 1)' },
    format: { type: 'text', placeholder: 'FORMAT', help: 'workbook, ddas or both (default workbook)' },
    municipalities: { type: 'text', placeholder: 'N', help: 'number of municipalities instead of the preset' },
    households: { type: 'text', placeholder: 'N', help: 'households of all municipalities together' },
    months: { type: 'text', placeholder: 'N', help: 'months of history instead of the preset' },
    until: { type: 'text', placeholder: 'DATE', help: 'export date, YYYY-MM-DD (default 2026-06-30)' },
    clean: { type: 'flag', help: 'leave out the dirt that real exports have' },
  },
  examples: [
    'vroegzicht data synth --out synthetic',
    'vroegzicht data synth --preset middel --format both --seed 7 --out synthetic',
    'vroegzicht data synth --municipalities 1 --households 20000 --months 12 --clean --out one',
  ],
  run: async (context) => {
    const request = requestOf(context);
    const written = await writeExports(request);
    report(context, request, written);
    return undefined;
  },
};

function requestOf({ arguments: given, directory, output }: CommandContext): ExportRequest {
  const preset = presets[choice(given, 'preset', Preset) ?? 'klein'];
  const seed = given.integer('seed', { minimum: 0, maximum: 2_147_483_647 }) ?? 1;
  const count = given.integer('municipalities', { minimum: 1, maximum: 400 }) ?? preset.municipalities;
  const households = given.integer('households', { minimum: 100, maximum: 9_000_000 });
  const municipalities = demoMunicipalities(count, seed);
  return {
    seed,
    municipalities: households === undefined ? municipalities : withHouseholds(municipalities, households),
    until: choice(given, 'until', CalendarDay) ?? '2026-06-30',
    months: given.integer('months', { minimum: 1, maximum: 120 }) ?? preset.months,
    clean: given.flag('clean'),
    format: choice(given, 'format', Format) ?? 'workbook',
    directory: resolve(directory, given.text('out') ?? 'synthetic'),
    progress: output.progress,
  };
}

function choice<Value>(given: Arguments, name: string, schema: z.ZodType<Value>): Value | undefined {
  const value = given.text(name);
  if (value === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const help = command.options[name]?.help ?? '';
  throw new Failure('wrong-use', 'option-value', `--${name} does not take ${value}`, `use ${help}`);
}

function report({ output }: CommandContext, request: ExportRequest, written: readonly WrittenExport[]): void {
  const { seed, until, months, clean, directory } = request;
  output.result({ synthetic: true, seed, until, months, clean, directory, files: written });
  output.line('These data are synthetic: every municipality, household and number in them is invented.');
  output.line();
  output.table(
    ['file', 'signals', 'cases', 'kB'],
    written.map(({ path, rows, bytes }) => [
      path,
      formatCount(rows['Signalen'] ?? rows['vroegsignalen'] ?? 0),
      formatCount(rows['Meldingen'] ?? rows['vroegsignaalzaken'] ?? 0),
      formatCount(Math.ceil(bytes / 1000)),
    ]),
  );
}
