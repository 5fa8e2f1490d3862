import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { studyContext } from '../analyses/study-context.ts';
import { type LocalExtract, openCatalogue } from '../dataset/catalogue.ts';
import { openSandbox } from '../dataset/duckdb.ts';
import { participantOf } from '../dataset/participant.ts';
import type { Restrictions } from '../dataset/restrictions.ts';
import type { Finding } from '../disclosure/checks.ts';
import type { Sha256 } from '../protocol/identifiers.ts';
import type { RoundsModel } from '../protocol/model.ts';
import type { RoundJob } from '../protocol/rounds.ts';
import { participants } from '../register/participants.ts';
import { openRegister } from '../register/register.ts';
import { chainOf } from '../rounds/chain.ts';
import type { DataSource } from '../rounds/counts.ts';
import { designOf } from '../rounds/design.ts';
import { type RoundData, roundData } from '../rounds/round-data.ts';
import { modelNeeds, roundQuery } from '../rounds/round-query.ts';
import { fetchExtracts } from '../run-task/fetch-extracts.ts';
import type { RunPorts } from '../run-task/ports.ts';
import { restrictionsOf } from '../run-task/restrictions.ts';
import { digestOf } from '../signing/canonical.ts';
import { admitModel } from './model-ledger.ts';

/** A provider's rows for a model, with the digest of what they were read from; or how many municipalities there are, too few. */
export type LoadedRows =
  | {
      readonly status: 'loaded';
      readonly data: RoundData;
      readonly source: DataSource;
      readonly digest: Sha256;
      /** What the model fails beside those asked before; judged before its first round. */
      readonly findings: readonly Finding[];
    }
  | { readonly status: 'too-few'; readonly municipalities: number };

/** Reads the present rows of all municipalities that take part and whose source has what the model needs. */
export async function loadRows(job: RoundJob, model: RoundsModel, ports: RunPorts): Promise<LoadedRows> {
  const day = ports.clock().toISOString().slice(0, 10);
  const { study } = job;
  const all = await openRegister(ports.register).municipalities.list();
  const allowed = participants(all, study.purpose, day, study.study);
  const restrictions = await restrictionsOf(ports.register, allowed, study, day);
  const directory = await mkdtemp(join(ports.workDirectory, 'round-'));
  try {
    const municipalities = allowed.map(({ municipality }) => municipality);
    const { extracts } = await fetchExtracts(ports.extracts, municipalities, join(directory, 'extracts'));
    const needs = modelNeeds(model);
    const taking = extracts.filter(({ manifest }) => !needs.some((need) => manifest.unavailable.includes(need)));
    if (taking.length < study.minimumMunicipalities) return { status: 'too-few', municipalities: taking.length };
    const { data, findings } = await readRows(job, model, ports, { taking, restrictions, directory });
    const snapshots = taking.map(({ manifest }) => [manifest.municipality, manifest.snapshot]);
    return {
      status: 'loaded',
      data,
      findings,
      source: sourceOf(taking),
      digest: digestOf({ snapshots, restrictions }),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type Reading = {
  readonly taking: readonly LocalExtract[];
  readonly restrictions: Restrictions;
  readonly directory: string;
};

async function readRows(
  job: RoundJob,
  model: RoundsModel,
  ports: RunPorts,
  { taking, restrictions, directory }: Reading,
): Promise<{ readonly data: RoundData; readonly findings: readonly Finding[] }> {
  const context = studyContext(job.study);
  const { memoryMegabytes, threads: lanes } = ports;
  const sandbox = await openSandbox({ directory, memoryMegabytes, threads: 1, lanes });
  try {
    const catalogue = await openCatalogue(sandbox, taking, restrictions);
    const data = roundData(await catalogue.query(roundQuery(model, context)), designOf(model, context));
    if (job.round > 0) return { data, findings: [] };
    const counted = taking.map(({ manifest: { municipality, snapshot } }) => ({ municipality, snapshot }));
    const { query } = catalogue;
    return { data, findings: await admitModel({ job, model, chain: chainOf(job) }, { counted, query }, ports) };
  } finally {
    sandbox.close();
  }
}

function sourceOf(taking: readonly LocalExtract[]): DataSource {
  const spans = taking.map(({ manifest }) => participantOf(manifest));
  const from = spans.flatMap(({ dataFrom }) => dataFrom ?? []).sort()[0];
  return {
    municipalities: taking.length,
    dataFrom: from === undefined ? null : `${from.slice(0, 7)}-01`,
    dataUntil:
      spans
        .map(({ dataUntil }) => dataUntil)
        .sort()
        .at(-1) ?? null,
    synthetic: taking.some(({ manifest }) => manifest.synthetic),
  };
}
