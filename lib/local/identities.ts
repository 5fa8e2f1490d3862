import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Deployment } from './deployment.ts';
import { localName } from './names.ts';
import type { StateFile } from './state-file.ts';

/** Who makes a request: a role of an account. `senderId` is what SQS reports of a sender (`AROA...:session`). */
export type Principal = {
  readonly deployment: string;
  readonly role: string;
  readonly accountId: string;
  readonly region: string;
  readonly arn: string;
  readonly senderId: string;
};

/** Credentials as the SDK's clients take them. */
export type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** A principal with the credentials that prove it. */
export type Identity = { readonly principal: Principal; readonly credentials: Credentials };

/** All identities of the local cloud. */
export type Identities = {
  readonly ofRole: (deployment: string, role: string) => Identity;
  readonly ofAccessKey: (accessKeyId: string) => Identity | undefined;
  readonly all: () => readonly Identity[];
};

const Secrets = z.record(z.string(), z.string());

/** Makes one identity for every role; secrets are random and kept in `file`, so that they survive a restart. */
export function createIdentities(deployments: readonly Deployment[], file: StateFile): Identities {
  const secrets = Secrets.parse(file.read() ?? {});
  const identities = deployments.flatMap((deployment) =>
    deployment.roles.map((role) => createIdentity(deployment, role, secrets)),
  );
  file.write(Object.fromEntries(identities.map(({ credentials: c }) => [c.accessKeyId, c.secretAccessKey])));
  const byRole = new Map(identities.map((identity) => [roleKey(identity.principal), identity]));
  const byAccessKey = new Map(identities.map((identity) => [identity.credentials.accessKeyId, identity]));
  return {
    ofRole: (deployment, role) => {
      const identity = byRole.get(roleKey({ deployment, role }));
      if (identity === undefined) throw new Error(`no role ${role} in deployment ${deployment}`);
      return identity;
    },
    ofAccessKey: (accessKeyId) => byAccessKey.get(accessKeyId),
    all: () => identities,
  };
}

function createIdentity(deployment: Deployment, role: string, secrets: Readonly<Record<string, string>>): Identity {
  const name = `${deployment.accountId}:${deployment.name}:${role}`;
  const accessKeyId = `AKIA${uniqueSuffix(`key:${name}`)}`;
  return {
    principal: {
      deployment: deployment.name,
      role,
      accountId: deployment.accountId,
      region: deployment.region,
      arn: `arn:aws:iam::${deployment.accountId}:role/${localName(deployment, role)}`,
      senderId: `AROA${uniqueSuffix(`role:${name}`)}:${role}`,
    },
    credentials: { accessKeyId, secretAccessKey: secrets[accessKeyId] ?? randomBytes(30).toString('base64url') },
  };
}

const roleKey = ({ deployment, role }: { readonly deployment: string; readonly role: string }): string =>
  `${deployment}/${role}`;

/** Sixteen letters and digits that follow from a name, in the alphabet of AWS's unique ids. */
function uniqueSuffix(name: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const digest = createHash('sha256').update(name).digest().subarray(0, 16);
  return Array.from(digest, (byte) => alphabet[byte % alphabet.length]).join('');
}
