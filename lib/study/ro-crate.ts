import type { Study } from '../protocol/study.ts';
import { studyDigest } from '../signing/canonical.ts';

/** A release in a crate: its file, who made it with which code on which data, and when. */
export type CratedRun = {
  readonly file: string;
  readonly provider: string;
  readonly codeVersion: string;
  readonly signedAt: string;
  readonly approvedBy: string;
  readonly snapshotsDigest: string;
  readonly policy: string;
  readonly dataFrom: string | null;
  readonly dataUntil: string | null;
};

/** What the metadata are about. */
type Crate = {
  readonly study: Study;
  readonly files: readonly string[];
  readonly madeAt: Date;
  readonly runs: readonly CratedRun[];
};

const licence = 'https://creativecommons.org/licenses/by/4.0/';

/** RO-Crate 1.1 metadata, so that Zenodo and DataverseNL accept the bundle. */
export function roCrate({ study, files, madeAt, runs }: Crate): unknown {
  const authors = study.researchers.map(personOf);
  return {
    '@context': 'https://w3id.org/ro/crate/1.1/context',
    '@graph': [
      {
        '@id': 'ro-crate-metadata.json',
        '@type': 'CreativeWork',
        conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' },
        about: { '@id': './' },
      },
      {
        '@id': './',
        '@type': 'Dataset',
        name: study.title,
        description: study.summary ?? study.title,
        version: String(study.version),
        identifier: `sha256:${studyDigest(study)}`,
        datePublished: madeAt.toISOString().slice(0, 10),
        license: { '@id': licence },
        ...temporalCoverage(runs),
        mentions: runs.map((run) => ({ '@id': runId(run) })),
        author: authors.map((author) => ({ '@id': author['@id'] })),
        hasPart: files.map((name) => ({ '@id': name })),
      },
      ...authors,
      { '@id': licence, '@type': 'CreativeWork', name: 'Creative Commons Attribution 4.0 International' },
      ...runs.flatMap(provenance),
      ...files.map(fileEntity),
    ],
  };
}

function personOf({ id, name, affiliation, orcid }: Study['researchers'][number]) {
  const own = orcid === undefined ? `#${id}` : `https://orcid.org/${orcid}`;
  return { '@id': own, '@type': 'Person', name, ...(affiliation === undefined ? {} : { affiliation }) };
}

const fileEntity = (name: string) => ({ '@id': name, '@type': 'File', name, encodingFormat: formatOf(name) });

function formatOf(name: string): string {
  if (name.endsWith('.csv')) return 'text/csv';
  return name.endsWith('.txt') ? 'text/plain' : 'application/json';
}

const runId = ({ file }: CratedRun): string => `#run-${file.replaceAll(/[^A-Za-z0-9-]/g, '-')}`;

function temporalCoverage(runs: readonly CratedRun[]) {
  const from = runs
    .flatMap(({ dataFrom }) => dataFrom ?? [])
    .toSorted()
    .at(0);
  const until = runs
    .flatMap(({ dataUntil }) => dataUntil ?? [])
    .toSorted()
    .at(-1);
  return from === undefined || until === undefined ? {} : { temporalCoverage: `${from}/${until}` };
}

/** A run as an action: who, with which software, from which study to which release. */
function provenance(run: CratedRun): readonly unknown[] {
  const software = `#code-${run.codeVersion.replaceAll(/[^A-Za-z0-9.-]/g, '-')}-at-${run.provider}`;
  return [
    {
      '@id': runId(run),
      '@type': 'CreateAction',
      name: `Run of the study at ${run.provider}`,
      description: `Approved by ${run.approvedBy}; rules ${run.policy}; snapshots sha256:${run.snapshotsDigest}`,
      endTime: run.signedAt,
      agent: { '@id': `#${run.provider}` },
      instrument: { '@id': software },
      object: { '@id': 'study.json' },
      result: { '@id': run.file },
    },
    { '@id': `#${run.provider}`, '@type': 'Organization', name: run.provider },
    { '@id': software, '@type': 'SoftwareApplication', name: 'Vroegzicht', softwareVersion: run.codeVersion },
  ];
}
