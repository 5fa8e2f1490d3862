import { readFile, stat } from 'node:fs/promises';
import { Failure } from '../failure.ts';
import { KeySet, RegisteredProvider } from '../protocol/register.ts';
import { thumbprint, verificationKey } from '../signing/keys.ts';

const largestFileBytes = 20_010_000;

/** Text of a delivered file; throws a `wrong-use` Failure when there is none or it is far too large. */
export async function readEnvelopeText(path: string): Promise<string> {
  return await readText(path, 'give the path of a delivered .jws.json file');
}

/**
 * Public keys from a file: a key set (JWKS) or a register entry of a provider. Members of a JWK that we do not use
 * are not accepted, so that a private key is noticed.
 */
export async function readKeySet(path: string): Promise<KeySet> {
  const text = await readText(path, "give the provider's public keys with --keys");
  const content = parseJson(text);
  const keys = KeySet.safeParse(content).data ?? RegisteredProvider.safeParse(content).data?.releaseKeys;
  if (keys === undefined || !keys.keys.every(isUsable))
    throw new Failure(
      'wrong-use',
      'unreadable-keys',
      `${path} holds no set of P-256 public keys`,
      'give a file {"keys": [...]} whose key ids are RFC 7638 thumbprints, as the provider publishes it',
    );
  return keys;
}

function isUsable(key: KeySet['keys'][number]): boolean {
  try {
    return verificationKey(key).type === 'public' && thumbprint(key) === key.kid;
  } catch {
    return false;
  }
}

async function readText(path: string, remedy: string): Promise<string> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
  if (size === undefined) throw new Failure('wrong-use', 'file-not-found', `there is no file ${path}`, remedy);
  if (size > largestFileBytes)
    throw new Failure('wrong-use', 'file-too-large', `${path} is larger than ${largestFileBytes} bytes`, remedy);
  return await readFile(path, 'utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
