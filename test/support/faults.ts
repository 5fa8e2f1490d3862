import { mailFailure } from '../../lib/aws/ses.ts';
import type { MacGenerator, Mailer, ObjectStore, Signer, VersionStore } from '../../lib/ports.ts';

/** What befalls one call: the process ends before or after its effect, the service fails before or after it, or the SDK's own second attempt is answered. */
export const faultKinds = ['stopped-before', 'stopped-after', 'throttled', 'answer-lost', 'sent-twice'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A call of a function to a port, in the order of the invocation. */
export type PortCall = { readonly port: string; readonly method: string; readonly argument: string };

/** One invocation: counts its calls, and ends as planned. */
export type Invocation = {
  readonly calls: PortCall[];
  readonly call: <Result>(call: PortCall, work: () => Promise<Result>) => Promise<Result>;
  readonly isStopped: () => boolean;
};

/** Plans a fault at a call of an invocation; without one all goes well. */
export type FaultPlan = { readonly at: number; readonly kind: FaultKind };

class Stopped extends Error {}

const serviceError = (name: string, status: number): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });

/** Calls that fail as long as something is broken, such as a key that is disabled or a mail service that is away. */
export type Broken = (call: PortCall) => string | undefined;

/** Starts an invocation. After it was stopped every further call fails, as in a process that is gone. */
export function startInvocation(plan?: FaultPlan, broken: Broken = () => undefined): Invocation {
  const calls: PortCall[] = [];
  let stopped = false;
  return {
    calls,
    isStopped: () => stopped,
    call: async (call, work) => {
      if (stopped) throw new Stopped('the process is gone');
      calls.push(call);
      const down = broken(call);
      if (down !== undefined) throw serviceError(down, 400);
      if (plan === undefined || calls.length - 1 !== plan.at) return await work();
      stopped = plan.kind.startsWith('stopped');
      if (plan.kind === 'stopped-before') throw new Stopped('the process is gone');
      if (plan.kind === 'throttled') throw serviceError('SlowDown', 503);
      const result = await work();
      if (plan.kind === 'stopped-after') throw new Stopped('the process is gone');
      if (plan.kind === 'answer-lost') throw serviceError('TimeoutError', 500);
      return await work().catch(() => result);
    },
  };
}

/** A bucket as an invocation sees it. */
export function faultyStore(store: ObjectStore, port: string, invocation: () => Invocation): ObjectStore {
  const at = async <Result>(method: string, argument: string, work: () => Promise<Result>): Promise<Result> =>
    await invocation().call({ port, method, argument }, work);
  return {
    get: async (key) => await at('get', key, async () => await store.get(key)),
    create: async (key, body, how) => await at('create', key, async () => await store.create(key, body, how)),
    replace: async (key, body, etag, how) =>
      await at('replace', key, async () => await store.replace(key, body, etag, how)),
    list: async (prefix, after) => await at('list', prefix, async () => await store.list(prefix, after)),
    remove: async (key) => await at('remove', key, async () => await store.remove(key)),
    download: async (key, path) => await at('download', key, async () => await store.download(key, path)),
    upload: async (key, path, how) => await at('upload', key, async () => await store.upload(key, path, how)),
  };
}

/** A signing key as an invocation sees it. */
export const faultySigner = (signer: Signer, invocation: () => Invocation): Signer => ({
  spki: async () => await invocation().call({ port: 'kms', method: 'spki', argument: '' }, signer.spki),
  signDigest: async (digest) =>
    await invocation().call({ port: 'kms', method: 'sign', argument: '' }, async () => await signer.signDigest(digest)),
});

/** The mail service as an invocation sees it, its faults told as the product's mailer tells them; nothing sends twice by itself. */
export const faultyMailer =
  (mailer: Mailer, invocation: () => Invocation): Mailer =>
  async (mail) => {
    const send = async () => await mailer(mail);
    return await invocation()
      .call({ port: 'ses', method: 'send', argument: mail.to }, send)
      .catch((error: unknown) => {
        throw mailFailure(error);
      });
  };

/** The key of pseudonyms as an invocation sees it. */
export const faultyMac =
  (mac: MacGenerator, invocation: () => Invocation): MacGenerator =>
  async (label) =>
    await invocation().call({ port: 'kms', method: 'mac', argument: label }, async () => await mac(label));

/** The versions of a bucket as an invocation sees them. */
export const faultyVersions = (store: VersionStore, port: string, invocation: () => Invocation): VersionStore => ({
  versions: async (prefix) =>
    await invocation().call({ port, method: 'versions', argument: prefix }, async () => await store.versions(prefix)),
  removeVersion: async (key, versionId) =>
    await invocation().call(
      { port, method: 'removeVersion', argument: key },
      async () => await store.removeVersion(key, versionId),
    ),
});
