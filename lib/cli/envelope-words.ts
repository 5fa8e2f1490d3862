import type { PooledRelease } from '../protocol/release.ts';
import type { ModelRelease, RoundEvidence } from '../protocol/rounds.ts';
import type { OpenedEnvelope } from '../signing/open-envelope.ts';

type Opened = Extract<OpenedEnvelope, { status: 'opened' }>;

/** Says in plain words what an envelope that holds proves, and what was not looked at. */
export function provenWords({ envelope, key, recomputed }: Opened): readonly string[] {
  const lines = [
    'This file holds.',
    `Signed by ${envelope.iss} on ${envelope.iat} with key ${key.kid}; not one character was changed since.`,
    `Made for ${envelope.aud}, about task ${envelope.sub}; number ${envelope.seq} of what ${envelope.iss} delivered there.`,
    `Made by code version ${envelope.codeVersion}.`,
  ];
  const { body } = envelope;
  switch (body.schema) {
    case 'vroegzicht-refusal/1':
      return [...lines, `It is a refusal (${body.code}): ${body.reason}. Next step: ${body.remedy}.`];
    case 'vroegzicht-notice/1':
      return [...lines, `It is a notice: the state is ${body.state}. It carries no data.`];
    case 'vroegzicht-keys/1':
      return [
        ...lines,
        `It announces the release keys of ${body.provider}: ${body.keys.keys.map(({ kid }) => kid).join(', ')}.`,
      ];
    case 'vroegzicht-round/1':
      return [...lines, ...roundWords(body)];
    case 'vroegzicht-model/1':
      return [...lines, ...modelWords(body)];
    case 'vroegzicht-release/1':
      return [...lines, ...releaseWords(body, envelope.approvedBy), recomputedWords(body, recomputed)];
  }
}

function roundWords({ model, round, parties, sealed }: RoundEvidence): readonly string[] {
  const readers = sealed.map(({ to }) => to);
  return [
    `It is round ${round} of model ${model} of ${parties.join(', ')}.`,
    readers.length === 0 ? 'It carries no evidence.' : `Its evidence can be read by ${readers.join(', ')} only.`,
  ];
}

function modelWords({ model, parties, rounds, status, policy }: ModelRelease): readonly string[] {
  return [
    `It is model ${model}, fitted by ${parties.join(', ')} in ${rounds} rounds; disclosure policy ${policy}.`,
    status === 'released' ? 'Each of them signs the same model: compare them.' : 'The model is withheld.',
  ];
}

function releaseWords(release: PooledRelease, approvedBy: string | null): readonly string[] {
  const { participation, outcomes } = release;
  const count = (status: string) => outcomes.filter((outcome) => outcome.status === status).length;
  const withheld = release.estimates.filter((row) => row.status === 'withheld').length;
  return [
    `It is the release of study ${release.studyId}, version ${release.version} (digest ${release.studyDigest})` +
      `${approvedBy === null ? '' : `, approved by ${approvedBy}`}.`,
    `${participation.municipalities} municipalities took part; ${participation.withoutAgreement} had no agreement, ` +
      `${participation.withoutExtract} no extract.`,
    `Disclosure policy ${release.policy}: ${count('released')} analyses released, ${count('not-available')} not available; ` +
      `${withheld} of ${release.estimates.length} estimates withheld.`,
    ...(release.synthetic ? ['The data are synthetic.'] : []),
  ];
}

function recomputedWords({ estimates }: PooledRelease, recomputed: boolean): string {
  return recomputed
    ? `All ${estimates.length} estimates were recomputed from the released evidence and agree.`
    : `The ${estimates.length} estimates were not recomputed: give the study with --study to do so.`;
}
