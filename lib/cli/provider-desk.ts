import { randomBytes } from 'node:crypto';
import { kmsSigner } from '../aws/kms.ts';
import { publicExchangeKey } from '../aws/kms-decrypt.ts';
import { keyEnding } from '../aws/kms-deletion.ts';
import { createMunicipalityKey } from '../aws/kms-keys.ts';
import { objectStore } from '../aws/s3.ts';
import { versionStore } from '../aws/s3-versions.ts';
import type { KeyEnding, ObjectStore, Signer, VersionStore } from '../ports.ts';
import type { ExchangeKey } from '../protocol/register.ts';
import type { KeyMaker } from '../provider/add-municipality.ts';
import type { CommandContext } from './command.ts';
import { type ProviderSettings, reachProvider } from './connection.ts';

type Bucket = keyof ProviderSettings['buckets'];

/** A provider's deployment in the hands of its people: administrator for most, approver for decisions. */
export type ProviderDesk = {
  readonly settings: ProviderSettings;
  readonly store: (bucket: Bucket, role?: ProviderRole) => ObjectStore;
  readonly versions: (bucket: Bucket) => VersionStore;
  readonly approver: Signer;
  readonly release: Signer;
  /** The public key to which other providers seal evidence of rounds. */
  readonly exchangeKey: () => Promise<ExchangeKey>;
  readonly signerOf: (keyArn: string) => Signer;
  readonly makeKey: KeyMaker;
  readonly endKey: KeyEnding;
  readonly clock: () => Date;
  readonly randomBytes: (size: number) => Uint8Array;
};

/** Roles that people at a provider take. */
export type ProviderRole = 'provider-admin' | 'approver';

/** Opens the provider that a command acts for. */
export async function openProviderDesk(context: CommandContext): Promise<ProviderDesk> {
  const { settings, connect } = await reachProvider(context);
  const admin = connect('provider-admin');
  const approver = connect('approver');
  return {
    settings,
    store: (bucket, role = 'provider-admin') =>
      objectStore(settings.buckets[bucket], {
        bucketOwner: settings.accountId,
        connection: role === 'approver' ? approver : admin,
      }),
    versions: (bucket) => versionStore(settings.buckets[bucket], admin),
    approver: kmsSigner(settings.keys.approval, approver),
    release: kmsSigner(settings.keys.release, admin),
    exchangeKey: () => publicExchangeKey(settings.keys.exchange, admin),
    signerOf: (keyArn) => kmsSigner(keyArn, admin),
    makeKey: async (code) =>
      await createMunicipalityKey(code, settings.municipalityKeyPolicy?.replaceAll('{municipality}', code), admin),
    endKey: keyEnding(admin),
    clock: () => new Date(),
    randomBytes,
  };
}
