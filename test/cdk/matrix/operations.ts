import { accounts, bucket, municipalityKey, queue } from './example.ts';
import { create, keyThroughS3, type Request, read, replace, request } from './requests.ts';

/** What somebody may want to do, as the requests that must all be allowed for it. */
export type Operations = Readonly<Record<string, readonly Request[]>>;

type KeyOf = (purpose: string, account?: string) => string;

const table = `${bucket('extracts')}/0518/2026-06-30-1f3a5c/signals.parquet`;
const digest = { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' };
const tag = { 'aws:ResourceTag/vroegzicht-municipality': '0518' };

/** Everything that matters about extracts and the keys of municipalities. */
const extractOperations = (key: KeyOf): Operations => ({
  'read a table of an extract': read(table, municipalityKey('0518')),
  'read it from outside the isolated subnets': read(table, municipalityKey('0518')).map((each) => ({
    ...each,
    fromOutside: true,
  })),
  'decrypt without S3': [request('kms:Decrypt', municipalityKey('0518'))],
  'get a table from S3, decryption aside': [request('s3:GetObject', table)],
  'get a manifest from S3, decryption aside': [
    request('s3:GetObject', table.replace('signals.parquet', 'manifest.json')),
  ],
  'decrypt a table, S3 aside': [keyThroughS3('kms:Decrypt', municipalityKey('0518'), table)],
  'read the manifest': read(`${bucket('extracts')}/0518/2026-06-30-1f3a5c/manifest.json`, key('extracts')),
  'write the manifest': create(`${bucket('extracts')}/0518/2026-06-30-1f3a5c/manifest.json`, key('extracts')),
  'write a table under its own key': create(table, key('extracts'), municipalityKey('0518')),
  'write a table under another key': create(table, key('extracts'), municipalityKey('0599')),
  "write a table under the bucket's key": create(table, key('extracts')),
  'change a table under its own key': replace(table, key('extracts'), municipalityKey('0518')),
  'move to another snapshot': replace(`${bucket('extracts')}/0518/current.json`, key('extracts')),
  'erase an earlier version': [request('s3:DeleteObjectVersion', table)],
  'put an object under another key': [request('s3:UpdateObjectEncryption', table)],
  'disable the key': [request('kms:DisableKey', municipalityKey('0518'), tag)],
  'schedule deletion of the key': [request('kms:ScheduleKeyDeletion', municipalityKey('0518'), tag)],
  'cancel deletion of the key': [request('kms:CancelKeyDeletion', municipalityKey('0518'), tag)],
  'change the policy of the key': [request('kms:PutKeyPolicy', municipalityKey('0518'), tag)],
  'grant the key to another': [request('kms:CreateGrant', municipalityKey('0518'), tag)],
  're-encrypt from the key': [request('kms:ReEncryptFrom', municipalityKey('0518'), tag)],
  'read a raw export': read(`${bucket('inbox')}/0518/export.xlsx`, key('inbox')),
  'remove a raw export': [request('s3:DeleteObject', `${bucket('inbox')}/0518/export.xlsx`)],
  'erase a raw export': [request('s3:DeleteObjectVersion', `${bucket('inbox')}/0518/export.xlsx`)],
  'make a key for a municipality': [
    request('kms:CreateKey', '*', { 'aws:RequestTag/vroegzicht-municipality': '0518' }, accounts.provider),
  ],
  'hand in an export': create(`${bucket('inbox')}/0518/export.xlsx`, key('inbox')),
});

/** Signing, opening, deriving. */
const keyOperations = (key: KeyOf): Operations => ({
  'sign a release': [request('kms:Sign', key('release'), digest)],
  'sign anything else with that key': [request('kms:Sign', key('release'), { ...digest, 'kms:MessageType': 'RAW' })],
  'read the public release key': [request('kms:GetPublicKey', key('release'))],
  'read the public approval key': [request('kms:GetPublicKey', key('approval'))],
  'read the public exchange key': [request('kms:GetPublicKey', key('exchange'))],
  'read the public task key': [request('kms:GetPublicKey', key('task', accounts.researcher))],
  'sign an approval': [request('kms:Sign', key('approval'), digest)],
  'sign a task': [request('kms:Sign', key('task', accounts.researcher), digest)],
  'open round evidence': [request('kms:Decrypt', key('exchange'), { 'kms:EncryptionAlgorithm': 'RSAES_OAEP_SHA_256' })],
  'derive a pseudonym key': [request('kms:GenerateMac', key('pseudonyms'), { 'kms:MacAlgorithm': 'HMAC_SHA_256' })],
});

/** Messages between functions and between accounts. */
const messageOperations = (): Operations => ({
  'send a task': [request('sqs:SendMessage', queue('tasks'))],
  'send a task without TLS': [request('sqs:SendMessage', queue('tasks'), { 'aws:SecureTransport': 'false' })],
  'put work for the engine on its queue': [request('sqs:SendMessage', queue('jobs'))],
  'take a task': [request('sqs:ReceiveMessage', queue('tasks'))],
  'take a notification of an export': [request('sqs:ReceiveMessage', queue('inbox'))],
  'take a notification of a job': [request('sqs:ReceiveMessage', queue('jobs'))],
  'take a notification of a release': [request('sqs:ReceiveMessage', queue('releases'))],
  'take a notification of a report': [request('sqs:ReceiveMessage', queue('reports'))],
  'take a notification of an objection': [request('sqs:ReceiveMessage', queue('erasures'))],
  'take an event of the mail service': [request('sqs:ReceiveMessage', queue('mail-events'))],
  'take a notification of a result': [request('sqs:ReceiveMessage', queue('results', accounts.researcher))],
  'send a dead letter back': [request('sqs:StartMessageMoveTask', queue('jobs-dead'))],
  'send a dead letter of a researcher back': [
    request('sqs:StartMessageMoveTask', queue('results-dead', accounts.researcher)),
  ],
});

/** Register, jobs, releases, ledger and reports. */
const stateOperations = (key: KeyOf): Operations => {
  const at = (name: string, object: string): [string, string] => [`${bucket(name)}/${object}`, key(name)];
  return {
    'read a study': read(...at('register', 'studies/return/1.json')),
    'hand in a study': create(...at('register', 'studies/return/1.json')),
    'read an agreement': read(...at('register', 'municipalities/0518.json')),
    'read the keys of another provider': read(...at('register', 'providers/provider-b.json')),
    'keep an objection': replace(...at('register', 'objections/0518.json')),
    'read an objection': read(...at('register', 'objections/0518.json')),
    'change an agreement': replace(...at('register', 'municipalities/0518.json')),
    'create an approval': create(...at('register', 'approvals/abc.jws.json')),
    'count a run': replace(...at('register', 'runs/abc.json')),
    'create a job': create(...at('jobs', 'task-0000000000000001.json')),
    'cancel a job': [request('s3:DeleteObject', `${bucket('jobs')}/task-0000000000000001.json`)],
    'read a job': read(...at('jobs', 'task-0000000000000001.json')),
    'store a release': create(...at('releases', 'task-0000000000000001.json')),
    'replace a release': replace(...at('releases', 'task-0000000000000001.json')),
    'read a release': read(...at('releases', 'task-0000000000000001.json')),
    'store a signed envelope': create(...at('releases', 'envelopes/task-0000000000000001.jws.json')),
    'move the sequence': replace(...at('releases', 'sequence/divosa.json')),
    'settle how a task ended': create(...at('register', 'outcomes/task-0000000000000001.json')),
    'approve a held release': create(...at('releases', 'reviews/task-0000000000000001.json')),
    'refuse a task': create(...at('releases', 'refusals/task-0000000000000001.json')),
    'read the audit': read(...at('ledger', 'audit/2026/11/00000001.json')),
    'append to the audit': create(...at('ledger', 'audit/2026/11/00000001.json')),
    'replace an audit event': replace(...at('ledger', 'audit/2026/11/00000001.json')),
    'remove an audit event': [request('s3:DeleteObject', `${bucket('ledger')}/audit/2026/11/00000001.json`)],
    'lift the lock of an event': [
      request('s3:BypassGovernanceRetention', `${bucket('ledger')}/audit/2026/11/00000001.json`),
    ],
    'record a release in the ledger': create(...at('ledger', 'releases/task-0000000000000001.json')),
    'hand out a report': create(...at('reports', 'own/task-0000000000000001/0518.json')),
    'read a report': read(...at('reports', 'own/task-0000000000000001/0518.json')),
    'open a web session': create(...at('reports', 'sessions/abc.json')),
    'note a mail': replace(...at('reports', 'mails/task-0000000000000001-0518.json')),
    'note which report a message was about': create(...at('reports', 'messages/abc.json')),
    'see which report a message was about': read(...at('reports', 'messages/abc.json')),
    'read what became of a mail': read(...at('reports', 'mails/task-0000000000000001-0518.json')),
    'change a code': replace(...at('reports', 'codes/abc.json')),
    'end a web session': replace(...at('reports', 'sessions/abc.json')),
    'make a link': create(...at('reports', 'links/abc.json')),
    'revoke a link': replace(...at('reports', 'links/abc.json')),
    'see which links there are': read(...at('reports', 'links/abc.json')),
    'ask for new links': create(...at('reports', 'renewals/renewal-1.json')),
    'change what was asked': replace(...at('reports', 'renewals/renewal-1.json')),
    'take a request for new links': read(...at('reports', 'renewals/renewal-1.json')),
    'answer a request for new links': create(...at('reports', 'renewed/renewal-1.json')),
    'see the answer to a request': read(...at('reports', 'renewed/renewal-1.json')),
    ...Object.fromEntries(
      ['register', 'jobs', 'releases', 'reports'].map((name) => [
        `undo a change in the ${name}`,
        [
          request('s3:ListBucketVersions', bucket(name)),
          request('s3:DeleteObjectVersion', `${bucket(name)}/messages/abc.json`),
        ],
      ]),
    ),
    'erase a report': [request('s3:DeleteObjectVersion', `${bucket('reports')}/own/task-0000000000000001/0518.json`)],
    'announce a release key': create(...at('releases', 'keys/keys-0000000000000001.json')),
  };
};

const mail = (to: string): readonly Request[] => [
  request('ses:SendEmail', `arn:aws:ses:eu-central-1:${accounts.provider}:identity/resultaten.example.nl`, {
    'ses:FromAddress': 'vroegzicht@resultaten.example.nl',
    'ses:Recipients': [to],
  }),
];

/** What crosses the border: results, mail. */
const borderOperations = (key: KeyOf): Operations => {
  const theirs = key('inbox', accounts.researcher);
  const at = (object: string): string => `${bucket('inbox', accounts.researcher)}/${object}`;
  const delivered = at('inbox/provider-a/task-0000000000000001/abc.jws.json');
  return {
    'deliver a result': create(delivered, theirs),
    'overwrite a delivered result': replace(delivered, theirs),
    'put over a delivered result, encryption aside': replace(delivered, theirs).slice(0, 1),
    'deliver in the name of another provider': create(at('inbox/provider-b/task-1/abc.jws.json'), theirs),
    'read a delivered result': read(delivered, theirs),
    'keep a verified result': create(at('verified/provider-a/task-1/abc.jws.json'), theirs),
    'trust the keys of a provider': create(at('providers/provider-a.json'), theirs),
    'remember what was asked': replace(at('studies/return/1.json'), theirs),
    'mail a municipality': mail('vroegsignalering@gemeente.example'),
    'mail anyone else': mail('someone@elsewhere.example'),
  };
};

/** Telling a missing object from a forbidden one takes ListBucket: without it S3 answers 403 for both. */
const listOperations = (): Operations => {
  const names = ['inbox', 'extracts', 'register', 'ledger', 'jobs', 'releases', 'reports'];
  const missing = names.map((name): [string, readonly Request[]] => [
    `see that an object of the ${name} is missing`,
    [request('s3:ListBucket', bucket(name))],
  ]);
  return {
    ...Object.fromEntries(missing),
    "see that an object of the researcher's inbox is missing": [
      request('s3:ListBucket', bucket('inbox', accounts.researcher)),
    ],
    'list links and mails': [request('s3:ListBucket', bucket('reports'), { 's3:prefix': 'links/' })],
    'list all agreements': [request('s3:ListBucket', bucket('register'), { 's3:prefix': 'municipalities/' })],
    'list all approvals': [request('s3:ListBucket', bucket('register'), { 's3:prefix': 'approvals/' })],
    'list earlier versions of extracts': [request('s3:ListBucketVersions', bucket('extracts'))],
  };
};

/** All operations, in the order of the matrix. */
export const allOperations = (key: KeyOf): Operations => ({
  ...extractOperations(key),
  ...keyOperations(key),
  ...messageOperations(),
  ...stateOperations(key),
  ...borderOperations(key),
  ...listOperations(),
});
