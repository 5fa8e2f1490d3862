import { concurrently } from '../../lib/concurrently.ts';
import { seededRandom } from './extracts.ts';
import { type FaultKind, faultKinds, type PortCall } from './faults.ts';
import { sampled } from './prove.ts';
import { copyWorld, deliver, drain, type FunctionName, type World, type WorldMessage } from './world.ts';

/** A delivery of an undisturbed run: the world before it, and what it called. */
export type Step = { readonly before: World; readonly message: WorldMessage; readonly calls: readonly PortCall[] };

/** Works until all queues are empty, and keeps the world as it was before each delivery. */
export async function playSteps(world: World): Promise<readonly Step[]> {
  const steps: Step[] = [];
  while (world.queue.length > 0) {
    const before = copyWorld(world);
    const [message] = world.queue.splice(0, 1);
    if (message === undefined) break;
    before.queue.splice(0, 1);
    const { calls } = await deliver(world, message);
    steps.push({ before, message, calls });
  }
  return steps;
}

/** SES has no idempotency, so nothing sends a mail a second time by itself. */
const placesOf = (steps: readonly Step[], name: FunctionName, kind: FaultKind) =>
  steps
    .filter(({ message }) => message.to === name)
    .flatMap((step) => step.calls.map((call, at) => ({ step, call, at })))
    .filter(({ call }) => kind !== 'sent-twice' || call.port !== 'ses');

/** Faults of one kind at the calls of one function: which of them, and how many at most in `npm test`. */
export type FaultList = { readonly name: FunctionName; readonly kind: FaultKind; readonly sample: number };

/** Disturbs each call in turn, lets the message come again, and tells where the end is not as it should be. */
export async function failuresOf(
  steps: readonly Step[],
  { name, kind, sample }: FaultList,
  wrongIn: (world: World) => Promise<readonly string[]>,
): Promise<{ readonly tried: number; readonly failures: readonly string[] }> {
  const chosen = sampled(placesOf(steps, name, kind), sample, faultKinds.indexOf(kind) + 1);
  const failures = await concurrently(chosen, 3, async ({ step, call, at }) => {
    const world = copyWorld(step.before);
    await deliver(world, step.message, { plan: { at, kind } });
    await drain(world);
    const found = await wrongIn(world);
    return found.length === 0 ? [] : [`${call.port} ${call.method} ${call.argument}: ${found.join('; ')}`];
  });
  return { tried: chosen.length, failures: failures.flat() };
}

/** Delivers everything on the queues in an order that the seed fixes, much of it late or twice. */
export async function drainInDisorder(world: World, seed: number): Promise<void> {
  const random = seededRandom(seed);
  world.queue.push(...world.queue.map((message) => ({ ...message, messageId: `${message.messageId}-again` })));
  let late: WorldMessage[] = [];
  for (let left = 500; left > 0 && world.queue.length + late.length > 0; left -= 1) {
    if (world.queue.length === 0) world.queue.push(...late.splice(0));
    const [message] = world.queue.splice(Math.floor(random() * world.queue.length), 1);
    if (message === undefined) continue;
    if (random() < 0.2) late = [...late, message];
    else {
      await deliver(world, message);
      if (random() < 0.3) late = [...late, { ...message, messageId: `${message.messageId}-dup` }];
    }
  }
}

/** Delivers every message in two copies at the same moment. */
export async function drainInPairs(world: World): Promise<void> {
  while (world.queue.length > 0) {
    const [message] = world.queue.splice(0, 1);
    if (message === undefined) break;
    const copy = { ...message, messageId: `${message.messageId}-copy` };
    await Promise.all([deliver(world, message), deliver(world, copy)]);
  }
}
