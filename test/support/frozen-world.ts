import * as z from 'zod';
import { functionNames, newWorld, type World } from './world.ts';

const Frozen = z.object({
  milliseconds: z.number(),
  sequence: z.number(),
  queue: z.array(
    z.object({
      to: z.enum(functionNames),
      body: z.string(),
      messageId: z.string(),
      senderId: z.string(),
      receives: z.number(),
    }),
  ),
  objects: z.array(z.object({ bucket: z.string(), key: z.string(), body: z.base64() })),
});

/** A world as text: what another process needs to go on with it; mails, dead letters and earlier versions are left out. */
export function freeze({ buckets, queue, milliseconds, sequence }: World): string {
  const objects = Object.entries(buckets).flatMap(([bucket, store]) =>
    [...store.objects].map(([key, { body }]) => ({ bucket, key, body: Buffer.from(body).toString('base64') })),
  );
  return JSON.stringify({ milliseconds, sequence, queue, objects });
}

/** The world of a text; messages about its objects are those on its queue only. */
export async function thaw(text: string): Promise<World> {
  const { milliseconds, sequence, queue, objects } = Frozen.parse(JSON.parse(text));
  const world = await newWorld(new Date(milliseconds).toISOString());
  for (const [name, store] of Object.entries(world.buckets))
    for (const { key, body } of objects.filter(({ bucket }) => bucket === name))
      await store.create(key, Buffer.from(body, 'base64'));
  world.queue.splice(0, world.queue.length, ...queue);
  world.sequence = sequence;
  return world;
}
