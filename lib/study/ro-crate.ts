import type { Study } from '../protocol/study.ts';
import { studyDigest } from '../signing/canonical.ts';

/** RO-Crate 1.1 metadata, so that Zenodo and DataverseNL accept the bundle. */
export function roCrate(study: Study, files: readonly string[], madeAt: Date): unknown {
  const authors = study.researchers.map(({ id, name, affiliation, orcid }) => ({
    '@id': orcid === undefined ? `#${id}` : `https://orcid.org/${orcid}`,
    '@type': 'Person',
    name,
    ...(affiliation === undefined ? {} : { affiliation }),
  }));
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
        license: { '@id': 'https://creativecommons.org/licenses/by/4.0/' },
        author: authors.map((author) => ({ '@id': author['@id'] })),
        hasPart: files.map((name) => ({ '@id': name })),
      },
      ...authors,
      ...files.map((name) => ({
        '@id': name,
        '@type': 'File',
        name,
        encodingFormat: name.endsWith('.csv') ? 'text/csv' : 'application/json',
      })),
    ],
  };
}
