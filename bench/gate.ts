import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readStudyFile } from '../lib/study/study-file.ts';
import { gateExtracts } from './gate-extracts.ts';
import { gateStudy } from './gate-study.ts';

// Measures what the gate costs of a study on synthetic municipalities, and how many estimates it leaves of each analysis.
// node bench/gate.ts [--municipalities 15] [--study studies/contact-and-return-2026.yaml] [--keep FOLDER]
const { values } = parseArgs({
  options: {
    municipalities: { type: 'string', default: '15' },
    study: { type: 'string', default: 'studies/contact-and-return-2026.yaml' },
    keep: { type: 'string' },
  },
});
const directory = await mkdtemp(join(tmpdir(), 'vroegzicht-gate-'));
const root = values.keep ?? directory;
try {
  const study = await readStudyFile(values.study);
  const extracts = await gateExtracts(Number(values.municipalities), root);
  const gated = await gateStudy(study, extracts, root);
  const shown = (rows: typeof gated.exact, id: string) =>
    rows.filter((row) => row.analysis_id === id && typeof row.value === 'number').length;
  console.log('analysis · estimates · shown by the primary rules · shown after secondary protection');
  for (const { id } of study.analyses) {
    const mark = study.primary.includes(id) ? '*' : ' ';
    const counts = [gated.exact, gated.primary, gated.released].map((rows) => shown(rows, id));
    console.log(`${mark} ${id} · ${counts.join(' · ')}`);
  }
  const { asked, certificate } = gated;
  console.log(
    `gate ${gated.milliseconds} ms (${gated.askedMilliseconds} ms for ${asked.differences} differences and ${asked.amounts} amounts asked of the rows), ${certificate.solves} programmes, memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  );
  for (const each of certificate.populations)
    console.log(
      `${each.universe}: ${each.cells} cells, ${each.primary} primary, ${each.secondary} secondary, ${each.secrets} secrets, exact ${each.exact}, finished ${each.finished}`,
    );
} finally {
  await rm(directory, { recursive: true, force: true });
}
