import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Signer } from '../../lib/ports.ts';
import type { PublicKey } from '../../lib/protocol/register.ts';
import { publicKeyFromSpki } from '../../lib/signing/keys.ts';
import { signDigest } from './signer.ts';

/** A key pair for tests: the signer signs digests as KMS would, the public key is what a register holds. */
export type TestKey = {
  readonly signer: Signer;
  readonly publicKey: PublicKey;
  readonly privateKey: KeyObject;
};

/** Frozen P-256 private keys (PKCS#8, base64), only for tests. */
const frozen = {
  release:
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtcXZA9LAP8AnoSiNJywUwjaHHszquNrMPtATTH5Qvp6hRANCAARMeX3C2C7bhilypRf9zSDC5QdGIxLVsOMPx/yXPp3Jwq6ByQ01tzYJt/4xhQ4MbrqzzkfQeJBXdtYhZX5wcxqk',
  researcher:
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgiagggDtinT6bMvhZjnKMkdVkx0tq/bX43ffdnrnf+1ehRANCAARhDPmJzhCPfDf2IrKyMWsdzoIYb+IIkgT1nWg+ir2CJ0/IYBSRbZfegkOliglaNuwiFCc7YjIEv8UxdIBvoHgt',
  approver:
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgPfpVaTUxOZiHuAweiPXoZNghmerMJpsFwpt9SufB5xyhRANCAATiC/XNvxolMUaA4Auh8oRVLXJGAVX2nqcBSxYcVjZ/1cJozD1JzIZBMvMyaMyR3r1aUxGd3VuQGKEYUfT4+Bam',
  stranger:
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNp7DRlioPql1yAdroPCHiaxYj9dk67UTaBq7EbHzfYOhRANCAASMvbDVNvbjINm5Q5dThu6fr0HAqhtbTrOfRXNvh0NCus9Px7o5LMR6JHf2yDwVZgwYmp7rRjmt2rs+AyX/+5Cv',
} as const;

/** The frozen key pair of this name. */
export function testKey(name: keyof typeof frozen): TestKey {
  const privateKey = createPrivateKey({ key: Buffer.from(frozen[name], 'base64'), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return {
    signer: {
      spki: () => Promise.resolve(spki),
      signDigest: (digest) => Promise.resolve(signDigest(privateKey, digest)),
    },
    publicKey: publicKeyFromSpki(spki),
    privateKey,
  };
}
