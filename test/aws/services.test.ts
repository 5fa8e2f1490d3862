import { createPublicKey, sign } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { kmsSigner, macGenerator } from '../../lib/aws/kms.ts';
import { mailer } from '../../lib/aws/ses.ts';
import { sendMessage } from '../../lib/aws/sqs.ts';
import { Failure } from '../../lib/failure.ts';
import { jwsTypes } from '../../lib/signing/jws-types.ts';
import { signJws } from '../../lib/signing/sign-jws.ts';
import { type Answer, httpService } from '../support/http-service.ts';
import { testKey } from '../support/keys.ts';

const keyArn = 'arn:aws:kms:eu-central-1:111111111111:key/release';
const { privateKey } = testKey('release');
const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');
const json = (value: object): Answer => ({ status: 200, body: JSON.stringify(value) });
const publicKey = { KeyId: keyArn, KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', PublicKey: spki };

async function service(...answers: readonly Answer[]) {
  const made = await httpService(answers);
  onTestFinished(made.close);
  const request = (index: number) =>
    z.record(z.string(), z.unknown()).parse(JSON.parse(made.seen[index]?.body.toString() ?? ''));
  return { ...made, request };
}

describe('the release key', () => {
  test('signs a digest, and its DER answer becomes r||s', async () => {
    const der = sign('sha256', Buffer.from('x'), privateKey).toString('base64');
    const { connection, request } = await service(json({ KeyId: keyArn, Signature: der }));
    const raw = await kmsSigner(keyArn, connection).signDigest(Buffer.alloc(32, 1));
    expect(raw.length).toBe(64);
    expect(request(0)).toEqual({
      KeyId: keyArn,
      Message: Buffer.alloc(32, 1).toString('base64'),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    });
  });

  test('is asked for its public part once', async () => {
    const { connection, seen } = await service(json(publicKey));
    const signer = kmsSigner(keyArn, connection);
    await Promise.all([signer.spki(), signer.spki()]);
    expect(Buffer.from(await signer.spki()).toString('base64')).toBe(spki);
    expect(seen.length).toBe(1);
  });

  test('that signs something else gives no signature away', async () => {
    const der = sign('sha256', Buffer.from('something else'), privateKey).toString('base64');
    const { connection } = await service(json(publicKey), json({ KeyId: keyArn, Signature: der }));
    await expect(signJws({}, jwsTypes.envelope, kmsSigner(keyArn, connection))).rejects.toThrow('does not verify');
  });

  test.each([
    ['another key answers', { ...publicKey, KeyId: `${keyArn}2` }, 'another key'],
    ['it is of another kind', { ...publicKey, KeySpec: 'ECC_SECG_P256K1' }, 'no P-256 signing key'],
    ['it is for something else', { ...publicKey, KeyUsage: 'KEY_AGREEMENT' }, 'no P-256 signing key'],
    ['the answer is empty', { ...publicKey, PublicKey: undefined }, 'empty answer'],
  ])('is not used when %s', async (_, answer, message) => {
    const { connection } = await service(json(answer));
    await expect(kmsSigner(keyArn, connection).spki()).rejects.toThrow(message);
  });

  test('of which a signature comes under another name is not used', async () => {
    const { connection } = await service(json({ KeyId: `${keyArn}2`, Signature: 'AAAA' }));
    await expect(kmsSigner(keyArn, connection).signDigest(Buffer.alloc(32))).rejects.toThrow('another key');
  });

  test('that is disabled says so', async () => {
    const { connection, seen } = await service({ status: 400, body: JSON.stringify({ __type: 'DisabledException' }) });
    await expect(kmsSigner(keyArn, connection).spki()).rejects.toMatchObject({ name: 'DisabledException' });
    expect(seen.length).toBe(1);
  });
});

test('a pseudonym key makes an HMAC of a label', async () => {
  const mac = Buffer.alloc(32, 9);
  const { connection, request } = await service(json({ KeyId: keyArn, Mac: mac.toString('base64') }));
  expect(Buffer.from(await macGenerator(keyArn, connection)('label/0518')).equals(mac)).toBe(true);
  expect(request(0)).toEqual({
    KeyId: keyArn,
    Message: Buffer.from('label/0518').toString('base64'),
    MacAlgorithm: 'HMAC_SHA_256',
  });
});

test('a message names its group, so that one sender does not starve the others', async () => {
  const { connection, request } = await service(
    json({ MessageId: 'm1', MD5OfMessageBody: '9dd4e461268c8034f5c8564e155c67a6' }),
  );
  const url = `${connection.endpoint ?? ''}/111111111111/tasks`;
  expect(await sendMessage(url, 'x', { messageGroupId: 'divosa' }, connection)).toBe('m1');
  expect(request(0)).toEqual({ QueueUrl: url, MessageBody: 'x', MessageGroupId: 'divosa' });
});

test('a mail has the same words as text and HTML, and nothing that tracks', async () => {
  const { connection, request } = await service(json({ MessageId: 'mail-1' }));
  const send = mailer('vroegzicht@provider.example', 'contact@provider.example', connection);
  expect(await send({ to: 'schulden@gemeente.example', subject: 'Uw cijfers', text: 'één', html: '<p>één</p>' })).toBe(
    'mail-1',
  );
  expect(request(0)).toEqual({
    FromEmailAddress: 'vroegzicht@provider.example',
    Destination: { ToAddresses: ['schulden@gemeente.example'] },
    ReplyToAddresses: ['contact@provider.example'],
    Content: {
      Simple: {
        Subject: { Data: 'Uw cijfers', Charset: 'UTF-8' },
        Body: { Text: { Data: 'één', Charset: 'UTF-8' }, Html: { Data: '<p>één</p>', Charset: 'UTF-8' } },
      },
    },
  });
});

test.each([
  ['SendingPausedException', 400, 'mail-postponed'],
  ['LimitExceededException', 400, 'mail-postponed'],
  ['MessageRejected', 400, undefined],
])('a mail that is refused with %s', async (name, status, code) => {
  const body = JSON.stringify({ __type: name, message: 'no' });
  const { connection } = await service({ status, body, headers: { 'x-amzn-errortype': name } });
  const send = mailer('vroegzicht@provider.example', undefined, connection);
  const failure = await send({ to: 'a@b.example', subject: 's', text: 't', html: 'h' }).catch(
    (error: unknown) => error,
  );
  expect(failure instanceof Failure ? failure.code : undefined).toBe(code);
});
