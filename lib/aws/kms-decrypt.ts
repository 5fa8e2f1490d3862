import { createPublicKey } from 'node:crypto';
import { DecryptCommand, GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { Failure } from '../failure.ts';
import type { ExchangeKey } from '../protocol/register.ts';
import { exchangeKeyOf, type UnwrapKey } from '../signing/encrypt-evidence.ts';
import { type Connection, clientSettings, lazily, processConnection } from './connection.ts';

const clientOf = lazily((connection) => new KMSClient(clientSettings(connection)));

/** Opens content keys with a KMS RSA key named by its full ARN; undefined for what was not encrypted to it. */
export function keyUnwrapper(keyArn: string, connection: Connection = processConnection): UnwrapKey {
  return async (encryptedKey) => {
    try {
      const answer = await clientOf(connection).send(
        new DecryptCommand({
          KeyId: keyArn,
          CiphertextBlob: encryptedKey,
          EncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
        }),
      );
      return answer.Plaintext;
    } catch (error) {
      if (error instanceof Error && error.name === 'InvalidCiphertextException') return undefined;
      throw error;
    }
  };
}

/** The public half of an exchange key, as the registers of other providers hold it. */
export async function publicExchangeKey(
  keyArn: string,
  connection: Connection = processConnection,
): Promise<ExchangeKey> {
  const { PublicKey: spki } = await clientOf(connection).send(new GetPublicKeyCommand({ KeyId: keyArn }));
  if (spki === undefined)
    throw new Failure('node-failed', 'empty-answer', `key ${keyArn} gave an empty answer`, 'try again');
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  return await exchangeKeyOf(key.export({ format: 'jwk' }));
}
