import { KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Place } from '../names.ts';
import type { NamedRole } from './named-role.ts';
import { PurposeKey } from './purpose-key.ts';

const onlyDigests = {
  StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' },
};

/** What a signing key is for, and which one of this purpose it is: the first keeps the names it always had. */
export type SigningKeyProps = {
  readonly place: Place;
  readonly purpose: string;
  readonly description: string;
  readonly generation: number;
};

/** A P-256 key of which one role makes ES256 signatures over digests. */
export class SigningKey extends PurposeKey {
  constructor(scope: Construct, id: string, { place, purpose, description, generation }: SigningKeyProps) {
    super(scope, generation === 1 ? id : `${id}${generation}`, {
      place,
      purpose: generation === 1 ? purpose : `${purpose}-${generation}`,
      description,
      spec: KeySpec.ECC_NIST_P256,
      usage: KeyUsage.SIGN_VERIFY,
    });
  }

  /** Lets the role sign, and read the public key to check itself. */
  allowSign(role: NamedRole): void {
    role.may({ actions: ['kms:Sign'], resources: [this.arn], conditions: onlyDigests });
    this.allowPublish(role);
    this.allow(role, ['kms:Sign'], onlyDigests);
  }

  /** Lets the role read the public key, which is no secret. */
  allowPublish(role: NamedRole): void {
    role.may({ actions: ['kms:GetPublicKey'], resources: [this.arn] });
  }
}

/** An RSA key to which other providers encrypt round evidence; one role opens it (RSA-OAEP-256). */
export class ExchangeKey extends PurposeKey {
  constructor(scope: Construct, id: string, place: Place, generation: number) {
    const description = 'Vroegzicht exchange: opens round evidence of other providers';
    super(scope, generation === 1 ? id : `${id}${generation}`, {
      place,
      purpose: generation === 1 ? 'exchange' : `exchange-${generation}`,
      description,
      spec: KeySpec.RSA_4096,
      usage: KeyUsage.ENCRYPT_DECRYPT,
    });
  }

  /** Lets the role decrypt with RSA-OAEP-256 only. */
  allowOpen(role: NamedRole): void {
    const onlyOaep = { StringEquals: { 'kms:EncryptionAlgorithm': 'RSAES_OAEP_SHA_256' } };
    role.may({ actions: ['kms:Decrypt'], resources: [this.arn], conditions: onlyOaep });
    this.allow(role, ['kms:Decrypt'], onlyOaep);
  }

  /** Lets the role read the public key, which the registers of the other providers hold. */
  allowPublish(role: NamedRole): void {
    role.may({ actions: ['kms:GetPublicKey'], resources: [this.arn] });
  }
}

/** An HMAC key from which one role derives the pseudonym key of a municipality. */
export class PseudonymKey extends PurposeKey {
  constructor(scope: Construct, id: string, place: Place) {
    const description = 'Vroegzicht pseudonyms: derives the household key of a municipality during ingest';
    super(scope, id, {
      place,
      purpose: 'pseudonyms',
      description,
      spec: KeySpec.HMAC_256,
      usage: KeyUsage.GENERATE_VERIFY_MAC,
    });
  }

  /** Lets the role compute HMAC-SHA-256. */
  allowMac(role: NamedRole): void {
    const onlySha256 = { StringEquals: { 'kms:MacAlgorithm': 'HMAC_SHA_256' } };
    role.may({ actions: ['kms:GenerateMac'], resources: [this.arn], conditions: onlySha256 });
    this.allow(role, ['kms:GenerateMac'], onlySha256);
  }
}
