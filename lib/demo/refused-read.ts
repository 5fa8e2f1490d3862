import { objectStore } from '../aws/s3.ts';
import { Failure } from '../failure.ts';
import type { LocalCloud } from '../local/cloud.ts';
import type { Progress } from '../ports.ts';
import { type DemoProvider, researcher } from './parties.ts';

const errorName = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** The researcher tries to read an extract, straight from its bucket, in each of the own roles; the cloud must refuse. */
export async function tryToReadExtract(cloud: LocalCloud, provider: DemoProvider, tell: Progress): Promise<void> {
  const name = cloud.bucketName(provider.id, 'extracts');
  for (const role of ['task-sender', 'researcher']) {
    const extracts = objectStore(name, { connection: cloud.client(researcher.deployment, role) });
    const answer = await extracts.get(`${provider.municipalities[0]?.code}/current.json`).then(
      () => 'allowed',
      (error: unknown) => errorName(error),
    );
    if (answer !== 'AccessDenied')
      throw new Failure(
        'node-failed',
        'extract-open',
        `${role} asked for an extract: ${answer}`,
        'look at the policies',
      );
    tell('researcher reads an extract: refused (AccessDenied)', { provider: provider.id, role });
  }
}
