import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ingest } from '../lib/dataset/ingest.ts';
import { MunicipalityCode } from '../lib/protocol/identifiers.ts';

// Measures ingest of a large DDAS delivery (limits of issue 2: 500,000 signals within 60 s and 1 GB) or of a file of your own.
// node bench/ingest.ts [--signals 500000] [--municipalities 10] [--file export.xlsx]
const { values } = parseArgs({
  options: {
    signals: { type: 'string', default: '500000' },
    municipalities: { type: 'string', default: '10' },
    file: { type: 'string' },
  },
});
const limitSeconds = 60;
const limitMegabytes = 1000;

const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-bench-'));
try {
  const generated = join(directory, 'delivery.json');
  if (values.file === undefined) await writeDelivery(generated, Number(values.signals), Number(values.municipalities));
  const sourcePath = values.file ?? generated;
  const started = performance.now();
  const outcome = await ingest({
    sourcePath,
    municipality: MunicipalityCode.parse('0001'),
    pseudonymKey: async () => new Uint8Array(32).fill(7),
    outputDirectory: join(directory, 'extracts'),
    workDirectory: join(directory, 'work'),
    synthetic: true,
  });
  const seconds = (performance.now() - started) / 1000;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  if (outcome.status === 'refused') throw new Error(`${outcome.code}: ${outcome.reason}`);
  const signals = outcome.manifests.reduce((sum, manifest) => sum + (manifest.rows['signals'] ?? 0), 0);
  const source = Math.round((await stat(sourcePath)).size / 1e6);
  console.log(
    `${signals} signals, ${source} MB: ${seconds.toFixed(1)} s (limit ${limitSeconds}), peak memory ${Math.round(megabytes)} MB (limit ${limitMegabytes})`,
  );
  process.exitCode = seconds <= limitSeconds && megabytes <= limitMegabytes ? 0 : 1;
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function writeDelivery(path: string, signals: number, municipalities: number): Promise<void> {
  const file = createWriteStream(path, { highWaterMark: 1 << 20 });
  const write = async (text: string) => {
    if (!file.write(text)) await once(file, 'drain');
  };
  const each = Math.ceil(signals / municipalities);
  await write(
    '{"codeGegevensleverancier":"BENCH","startdatumLevering":"2025-01-01","einddatumLevering":"2025-12-31","aanleverdatumEnTijd":"2026-01-05T10:30:00Z","leveringen":[',
  );
  for (let town = 0; town < municipalities; town += 1) {
    const count = Math.min(each, signals - town * each);
    const code = String(town + 1).padStart(4, '0');
    await write(
      `${town > 0 ? ',' : ''}{"teller":${town + 1},"gemeentecode":"${code}","aanleverende_organisatie":{"naam":"Gemeente ${code}"},"vroegsignalen":[`,
    );
    for (let index = 0; index < count; index += 1) await write(`${index > 0 ? ',\n' : ''}${signalText(town, index)}`);
    await write('],"vroegsignaalzaken":[');
    for (let index = 0; index < count; index += 2) await write(`${index > 0 ? ',\n' : ''}${caseText(town, index)}`);
    await write(']}');
  }
  file.end(']}');
  await once(file, 'close');
}

function signalText(town: number, index: number): string {
  const household = Math.floor((index * 7919) % 40_000);
  return JSON.stringify({
    ID: `VS-${town}-${index}`,
    crisissignaal: index % 14 === 0,
    warmeOverdracht: false,
    bedrag: 100 + (index % 4000),
    ontstaansdatum: day(index),
    signaaldatum: day(index + 30),
    status: 'Nog niet opgepakt',
    signaalpartner: { type: ['Energie', 'Huur', 'Zorg', 'Water'][index % 4] },
    client: {
      Burgerservicenummer: String(100_000_000 + household),
      Voorletters: 'A.',
      Voorvoegsel: 'van',
      Achternaam: `Voorbeeld${household}`,
      Geboortedatum: `${1940 + (household % 65)}-06-15`,
      Straatnaam: 'Voorbeeldstraat',
      Postcode: `${1000 + (household % 9000)} AB`,
      Huisnummer: String(1 + (household % 300)),
      Huisnummertoevoeging: 'A',
      Plaatsnaam: 'Voorbeeldstad',
    },
  });
}

function caseText(town: number, index: number): string {
  return JSON.stringify({
    resultaat: 'Definitief geen contact kunnen krijgen',
    matchingsdatum: day(index + 31),
    startdatum_matchtingperiode: day(index),
    datum_opgepakt: day(index + 32),
    einddatum_matchingperiode: day(index + 60),
    vroegsignalen: [{ ID: `VS-${town}-${index}` }, { ID: `VS-${town}-${index + 1}` }],
    contactpogingen: [
      { soort: 'Telefoon', bereikt: false, datum: day(index + 33), dagdeel: 'Ochtend' },
      { soort: 'Huisbezoek', bereikt: index % 6 === 0, datum: day(index + 40), dagdeel: 'Middag' },
    ],
  });
}

function day(offset: number): string {
  return new Date(Date.UTC(2025, 0, 1) + (offset % 300) * 86_400_000).toISOString().slice(0, 10);
}
