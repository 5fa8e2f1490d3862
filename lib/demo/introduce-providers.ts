import { kmsSigner } from '../aws/kms.ts';
import { publicExchangeKey } from '../aws/kms-decrypt.ts';
import type { LocalCloud } from '../local/cloud.ts';
import type { RegisteredProvider } from '../protocol/register.ts';
import { openRegister } from '../register/register.ts';
import { publicKeyFromSpki } from '../signing/keys.ts';
import { bucketOf, type DemoProvider } from './parties.ts';

async function entryOf(cloud: LocalCloud, { id, name }: DemoProvider): Promise<RegisteredProvider> {
  const connection = cloud.client(id, 'provider-admin');
  const release = await kmsSigner(cloud.keyArn(id, 'release'), connection).spki();
  const exchangeKey = await publicExchangeKey(cloud.keyArn(id, 'exchange'), connection);
  return { id, name, releaseKeys: { keys: [publicKeyFromSpki(release)] }, exchangeKey };
}

/** Registers each provider's public keys at all others, so that they can take rounds of a model together. */
export async function introduceProviders(cloud: LocalCloud, providers: readonly DemoProvider[]): Promise<void> {
  for (const provider of providers) {
    const entry = await entryOf(cloud, provider);
    for (const other of providers.filter(({ id }) => id !== provider.id))
      await openRegister(bucketOf(cloud, other.id, 'provider-admin', 'register')).providers.create(entry);
  }
}
