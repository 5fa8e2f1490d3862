import {
  GenerateMacCommand,
  GetPublicKeyCommand,
  KMSClient,
  NotFoundException,
  SignCommand,
} from '@aws-sdk/client-kms';
import { Failure } from '../failure.ts';
import type { MacGenerator, Signer } from '../ports.ts';
import { rawSignature } from '../signing/der.ts';
import { type Connection, clientSettings, lazily, processConnection } from './connection.ts';

const clientOf = lazily((connection) => new KMSClient(clientSettings(connection)));

/** Signs digests with a KMS P-256 key named by its full ARN; the answer must come from that very key. */
export function kmsSigner(keyArn: string, connection: Connection = processConnection): Signer {
  let known: Promise<Uint8Array> | undefined;
  return {
    spki: async () => {
      known ??= publicKey(keyArn, connection);
      return await known.catch((error: unknown) => {
        known = undefined;
        throw error;
      });
    },
    signDigest: async (digest) => {
      const answer = await clientOf(connection).send(
        new SignCommand({
          KeyId: keyArn,
          Message: digest,
          MessageType: 'DIGEST',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      );
      requireKey(answer.KeyId, keyArn);
      return rawSignature(content(answer.Signature, keyArn));
    },
  };
}

/** HMAC-SHA-256 by a KMS HMAC_256 key named by its full ARN. */
export function macGenerator(keyArn: string, connection: Connection = processConnection): MacGenerator {
  return async (message) => {
    const answer = await clientOf(connection).send(
      new GenerateMacCommand({ KeyId: keyArn, Message: Buffer.from(message), MacAlgorithm: 'HMAC_SHA_256' }),
    );
    requireKey(answer.KeyId, keyArn);
    return content(answer.Mac, keyArn);
  };
}

async function publicKey(keyArn: string, connection: Connection): Promise<Uint8Array> {
  const answer = await clientOf(connection)
    .send(new GetPublicKeyCommand({ KeyId: keyArn }))
    .catch((error: unknown) => {
      throw error instanceof NotFoundException ? noSuchKey(keyArn) : error;
    });
  requireKey(answer.KeyId, keyArn);
  if (answer.KeySpec !== 'ECC_NIST_P256' || answer.KeyUsage !== 'SIGN_VERIFY')
    throw new Failure(
      'node-failed',
      'wrong-key',
      `key ${keyArn} is no P-256 signing key`,
      'configure an ECC_NIST_P256 key for signing',
    );
  return content(answer.PublicKey, keyArn);
}

const noSuchKey = (keyArn: string): Failure =>
  new Failure(
    'wrong-use',
    'unknown-key',
    `there is no key ${keyArn} in its account and region`,
    'make the key first, and give its full ARN',
  );

function requireKey(answered: string | undefined, keyArn: string): void {
  if (answered !== keyArn)
    throw new Failure(
      'node-failed',
      'wrong-key',
      `another key than ${keyArn} answered`,
      'configure the full key arn, not an alias',
    );
}

function content(bytes: Uint8Array | undefined, keyArn: string): Uint8Array {
  if (bytes === undefined)
    throw new Failure('node-failed', 'empty-answer', `key ${keyArn} gave an empty answer`, 'try again');
  return bytes;
}
