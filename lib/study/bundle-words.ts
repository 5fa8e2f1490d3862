import type { EstimateRow } from '../protocol/estimate.ts';
import type { VerifiedBundle } from './verify-bundle.ts';

/** Says in plain words what a bundle that holds proves, and what it does not. */
export function bundleWords(verified: VerifiedBundle): readonly string[] {
  const { manifest, study, envelopes, messages, otherStudies, pinned, files } = verified;
  if (manifest === undefined || study === undefined) return [];
  const releases = envelopes.filter(({ envelope }) => envelope.body.schema === 'vroegzicht-release/1');
  return [
    `This bundle holds: ${files} files, none changed since ${manifest.researcher} signed the list on ${manifest.madeAt}.`,
    '',
    'Who asked',
    `  ${manifest.researcher} asked "${study.title}" (${study.study}, version ${study.version}, digest ${manifest.studyDigest}).`,
    ...(study.experiment === undefined
      ? []
      : [`  A legal experiment: ${study.experiment.regulation}, valid until ${study.experiment.validUntil}.`]),
    ...messages
      .toSorted((left, right) => left.message.issuedAt.localeCompare(right.message.issuedAt))
      .map(
        ({ message }) =>
          `  ${message.issuedAt}: ${message.kind} sent to ${message.to}${outcomeOf(message.messageId, envelopes)}`,
      ),
    '',
    'Who approved, what ran and what left',
    ...releases.flatMap(({ envelope, recomputed }) => releaseWords(envelope, recomputed)),
    '',
    'Gaps',
    `  The numbering of every provider's deliveries runs on, and each signed file names the one before it.`,
    otherStudies === 0
      ? '  All deliveries in that range are about this study and are in the bundle.'
      : `  ${otherStudies} deliveries in that range are about other studies; of these only the digest is shown.`,
    '',
    'Not proven',
    pinned
      ? '  Which household counted where: nobody outside a provider can see that.'
      : '  That the keys in the bundle belong to the providers: give their published keys with --keys to prove it.',
    '  That the files which municipalities delivered were right.',
  ];
}

/** What became of a message, as the provider signed it last. */
function outcomeOf(taskId: string, envelopes: VerifiedBundle['envelopes']): string {
  const about = envelopes.filter(({ envelope }) => envelope.sub === taskId).map(({ envelope }) => envelope.body);
  const body = about.find(({ schema }) => schema !== 'vroegzicht-notice/1') ?? about.at(-1);
  switch (body?.schema) {
    case undefined:
      return ', without an answer';
    case 'vroegzicht-notice/1':
      return `, ${body.state}`;
    case 'vroegzicht-refusal/1':
      return `, refused (${body.code})`;
    case 'vroegzicht-release/1':
      return ', released';
    default:
      return ', answered';
  }
}

const periodWords = ([first]: readonly EstimateRow[]): readonly string[] =>
  first?.data_until === undefined || first.data_until === null
    ? []
    : [`    Data from ${first.data_from ?? 'an unknown day'} to ${first.data_until}.`];

type Release = VerifiedBundle['envelopes'][number]['envelope'];

function releaseWords({ iss, iat, codeVersion, approvedBy, body }: Release, recomputed: boolean): readonly string[] {
  if (body.schema !== 'vroegzicht-release/1') return [];
  const { participation, outcomes, policy, snapshotsDigest, wave } = body;
  const count = (status: string) => outcomes.filter((outcome) => outcome.status === status).length;
  return [
    `  ${iss}, signed ${iat}${wave === undefined ? '' : `, wave ${wave}`}: approved by ${approvedBy ?? 'nobody named'}.`,
    `    ${participation.municipalities} municipalities took part under an agreement; ${participation.withoutAgreement} had none for this purpose, ${participation.withoutExtract} no data.`,
    ...periodWords(body.estimates),
    `    Code ${codeVersion} on snapshots ${snapshotsDigest}.`,
    `    Rules ${policy}: ${count('released')} analyses left, ${count('withheld')} were withheld, ${count('not-available')} could not be answered.`,
    recomputed
      ? `    All ${body.estimates.length} estimates were computed again from the released evidence and agree.`
      : '    The estimates were not computed again.',
  ];
}
