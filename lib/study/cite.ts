import type { Study } from '../protocol/study.ts';

/** What a citation needs beside the study. */
export type Citation = {
  readonly study: Study;
  readonly digest: string;
  readonly released: string;
  readonly providers: number;
};

const quoted = (text: string): string => JSON.stringify(text.replaceAll(/\p{Cc}/gu, ' '));

/** A person has a family name and may have an affiliation; CFF gives an entity, such as a laboratory, a name only. */
function authorLines({ name, affiliation, orcid }: Study['researchers'][number]): readonly string[] {
  const link = orcid === undefined ? [] : [`orcid: https://orcid.org/${orcid}`];
  const [given = '', particle = '', family] =
    /^(\S.*?)((?: \p{Ll}[\p{L}']*)*) (\S+)$/u.exec(name.trim())?.slice(1) ?? [];
  if (family === undefined || (affiliation === undefined && orcid === undefined))
    return [`name: ${quoted(name)}`, ...link];
  return [
    `family-names: ${quoted(family)}`,
    `given-names: ${quoted(given)}`,
    ...(particle === '' ? [] : [`name-particle: ${quoted(particle.trim())}`]),
    ...(affiliation === undefined ? [] : [`affiliation: ${quoted(affiliation)}`]),
    ...link,
  ];
}

/** CITATION.cff 1.2.0. */
export function citationFile({ study, digest, released, providers }: Citation): string {
  const authors = study.researchers.map((author) => `  - ${authorLines(author).join('\n    ')}`);
  return `cff-version: 1.2.0
message: If you use these results, please cite them as below.
type: dataset
title: ${quoted(study.title)}
version: ${quoted(String(study.version))}
date-released: ${released}
authors:
${authors.join('\n')}
identifiers:
  - type: other
    value: ${quoted(`sha256:${digest}`)}
    description: digest of the study file
abstract: ${quoted(`Aggregates of ${providers} providers of early debt signalling in Dutch municipalities, made with Vroegzicht. ${study.summary ?? ''}`.trim())}
`;
}

const bibtexSpecial: Readonly<Record<string, string>> = { '&': '\\&', '%': '\\%', $: '\\$', '#': '\\#', _: '\\_' };
const bibtex = (text: string): string =>
  text.replaceAll(/[{}\\]/g, '').replaceAll(/[&%$#_]/g, (character) => bibtexSpecial[character] ?? '');

/** One BibTeX entry. */
export function bibtexEntry({ study, digest, released }: Citation): string {
  return `@misc{${study.study}-v${study.version},
  title = {{${bibtex(study.title)}}},
  author = {${study.researchers.map(({ name }) => `{${bibtex(name)}}`).join(' and ')}},
  year = {${released.slice(0, 4)}},
  month = {${Number(released.slice(5, 7))}},
  version = {${study.version}},
  note = {Federated aggregates made with Vroegzicht; study digest sha256:${digest}}
}
`;
}
