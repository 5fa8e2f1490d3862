import { kmsSigner } from '../aws/kms.ts';
import { createMunicipalityKey } from '../aws/kms-keys.ts';
import { objectStore } from '../aws/s3.ts';
import { sendMessage } from '../aws/sqs.ts';
import type { LocalCloud } from '../local/cloud.ts';
import { localMunicipalityKeyPolicy } from '../local/municipality-key-policy.ts';
import { ProviderId, ResearcherId } from '../protocol/identifiers.ts';
import { Municipality } from '../protocol/register.ts';
import { addMunicipality } from '../provider/add-municipality.ts';
import { openRegister } from '../register/register.ts';
import { publicKeyFromSpki } from '../signing/keys.ts';
import type { ResearcherDesk } from '../study/send.ts';
import type { DemoMunicipality } from '../synthetic/municipalities.ts';

/** Name of the researcher's deployment and id of the researcher in the demo. */
export const researcher = { deployment: 'elsa-lab', id: ResearcherId.parse('elsa-lab') } as const;

/** A provider of the demo; `withoutAgreement` is one of its municipalities. */
export type DemoProvider = {
  readonly id: ProviderId;
  readonly name: string;
  readonly sourceOf: (code: string) => 'workbook' | 'ddas';
  readonly municipalities: readonly DemoMunicipality[];
  readonly withoutAgreement: string | undefined;
};

/** A bucket of a deployment in the name of a role. */
export const bucketOf = (cloud: LocalCloud, deployment: string, role: string, bucket: string) =>
  objectStore(cloud.bucketName(deployment, bucket), { connection: cloud.client(deployment, role) });

function registration(
  municipality: DemoMunicipality,
  provider: DemoProvider,
  today: string,
): Omit<Municipality, 'dataKeyArn'> {
  const agreement = {
    id: `agreement-${municipality.code}`,
    purposes: ['research-effectiveness'],
    from: '2026-01-01',
    until: `${Number(today.slice(0, 4)) + 2}-12-31`,
    mailboxes: [`schulden@gemeente-${municipality.code}.example`],
    retentionMonths: 24,
    // Two in three municipalities have a threshold amount (Divosa 2024).
    ...(Number(municipality.code) % 3 !== 0 && { thresholds: [{ from: '2025-01-01', minimumArrearsEuro: 150 }] }),
  };
  const { code, inhabitants } = municipality;
  const name = municipality.name.replace(/^Gemeente /, '');
  const agreements = code === provider.withoutAgreement ? [] : [agreement];
  return Municipality.omit({ dataKeyArn: true }).parse({ code, name, inhabitants, status: 'active', agreements });
}

async function publicKeyOf(cloud: LocalCloud, deployment: string, role: string, key: string) {
  return publicKeyFromSpki(await kmsSigner(cloud.keyArn(deployment, key), cloud.client(deployment, role)).spki());
}

/** Registers municipalities, each with its key, and the researcher at a provider; pins the provider's key at the researcher. */
export async function setUpProvider(
  cloud: LocalCloud,
  provider: DemoProvider,
  accountId: string,
  today: string,
): Promise<void> {
  const register = bucketOf(cloud, provider.id, 'provider-admin', 'register');
  const admin = cloud.client(provider.id, 'provider-admin');
  const policyOf = (code: string): string => localMunicipalityKeyPolicy(cloud.place(provider.id), code);
  for (const municipality of provider.municipalities) {
    await addMunicipality(
      register,
      (code) => createMunicipalityKey(code, policyOf(code), admin),
      registration(municipality, provider, today),
    );
  }
  await openRegister(register).researchers.create({
    id: researcher.id,
    name: 'ELSA Lab Poverty and Debt',
    accountId,
    senderId: cloud.senderId(researcher.deployment, 'task-sender'),
    keys: { keys: [await publicKeyOf(cloud, researcher.deployment, 'task-sender', 'task')] },
    inbox: { bucket: cloud.bucketName(researcher.deployment, 'inbox'), prefix: 'inbox/' },
  });
  const releaseKeys = { keys: [await publicKeyOf(cloud, provider.id, 'provider-admin', 'release')] };
  await openRegister(bucketOf(cloud, researcher.deployment, 'researcher', 'inbox')).providers.create({
    id: provider.id,
    name: provider.name,
    releaseKeys,
  });
}

/** The researcher's desk: signs with the task key, sends to a provider's queue, reads the own inbox. */
export function deskOf(cloud: LocalCloud): ResearcherDesk {
  const connection = cloud.client(researcher.deployment, 'task-sender');
  return {
    researcher: researcher.id,
    signer: kmsSigner(cloud.keyArn(researcher.deployment, 'task'), connection),
    inbox: bucketOf(cloud, researcher.deployment, 'researcher', 'inbox'),
    send: async (provider, message) =>
      void (await sendMessage(
        cloud.queueUrl(provider, 'tasks'),
        message,
        { messageGroupId: researcher.id },
        connection,
      )),
    clock: () => new Date(),
  };
}

/**
 * The two providers, every third municipality from the largest on at the second. Provider A gets workbooks, and DDAS deliveries of its smallest fourth part,
 * which lack what only workbooks have; one of its municipalities has no agreement. Provider B gets workbooks.
 */
export function demoProviders(municipalities: readonly DemoMunicipality[]): readonly [DemoProvider, DemoProvider] {
  const a = municipalities.filter((_, index) => index % 3 !== 0);
  const b = municipalities.filter((_, index) => index % 3 === 0);
  const taking = a.slice(0, -1).toSorted((one, other) => one.inhabitants - other.inhabitants);
  const smallest = taking.slice(0, Math.floor(a.length / 4));
  const deliveries = new Set(smallest.map(({ code }) => code));
  return [
    {
      id: ProviderId.parse('provider-a'),
      name: 'Provider A (workbooks and DDAS deliveries)',
      sourceOf: (code) => (deliveries.has(code) ? 'ddas' : 'workbook'),
      municipalities: a,
      withoutAgreement: a.at(-1)?.code,
    },
    {
      id: ProviderId.parse('provider-b'),
      name: 'Provider B (workbooks)',
      sourceOf: () => 'workbook',
      municipalities: b,
      withoutAgreement: undefined,
    },
  ];
}
