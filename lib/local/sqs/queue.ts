import { randomUUID } from 'node:crypto';
import type { Message, NewMessage, ReceivedMessage } from './message.ts';
import type { MessageStore } from './message-store.ts';
import { createWaitingRoom, type WaitingRoom } from './waiting-room.ts';

/** Counts as GetQueueAttributes reports them. */
type QueueCounts = { readonly visible: number; readonly inFlight: number; readonly delayed: number };

/** How a queue behaves; a message received `maximumReceives` times without success is a dead letter. */
export type QueueSettings = {
  readonly name: string;
  readonly visibilityTimeoutSeconds: number;
  readonly maximumReceives: number;
};

/** A standard queue in memory over a store on disk. */
export type Queue = {
  readonly settings: QueueSettings;
  readonly arn: string;
  readonly accountId: string;
  readonly send: (message: NewMessage) => Message;
  readonly receive: (maximum: number, visibilityTimeoutSeconds?: number) => readonly ReceivedMessage[];
  readonly remove: (receiptHandle: string) => void;
  readonly changeVisibility: (receiptHandle: string, timeoutSeconds: number) => boolean;
  readonly purge: () => void;
  readonly messages: () => readonly Message[];
  readonly isEmpty: () => boolean;
  readonly counts: () => QueueCounts;
  /** Takes over a message as it is, from the queue whose dead letters come here. */
  readonly adopt: (message: Message) => void;
  /** Resolves when something changed, a message became visible, the time is over, or `signal` aborts. */
  readonly changed: (timeoutMilliseconds: number, signal: AbortSignal) => Promise<void>;
};

/** What a queue needs: where it keeps messages, where dead letters go, the present in milliseconds. */
export type QueueSurroundings = {
  readonly owner: { readonly accountId: string; readonly region: string };
  readonly store: MessageStore;
  readonly deadLetterQueue: () => Queue | undefined;
  readonly now: () => number;
};

type Entry = { message: Message; receiptHandle: string | undefined };
type State = QueueSurroundings & {
  readonly settings: QueueSettings;
  readonly entries: Map<string, Entry>;
  readonly room: WaitingRoom;
  lastSequence: number;
};

/** Opens a queue with what its store holds; messages that were in flight are visible again after a restart. */
export function openQueue(settings: QueueSettings, surroundings: QueueSurroundings): Queue {
  const stored = surroundings.store.readAll();
  const entries = stored.map(
    (message) => [message.messageId, { message: { ...message, visibleAt: 0 }, receiptHandle: undefined }] as const,
  );
  const room = createWaitingRoom();
  const state: State = {
    ...surroundings,
    settings,
    entries: new Map<string, Entry>(entries),
    room,
    lastSequence: stored.at(-1)?.sequence ?? 0,
  };
  const { owner } = surroundings;
  return {
    settings,
    arn: `arn:aws:sqs:${owner.region}:${owner.accountId}:${settings.name}`,
    accountId: owner.accountId,
    send: (message) => send(state, message),
    receive: (maximum, seconds) => receive(state, maximum, seconds ?? settings.visibilityTimeoutSeconds),
    remove: (receiptHandle) => {
      const entry = inHand(state, receiptHandle);
      if (entry !== undefined) drop(state, entry);
    },
    changeVisibility: (receiptHandle, timeoutSeconds) => {
      const entry = inHand(state, receiptHandle);
      if (entry === undefined) return false;
      entry.message = { ...entry.message, visibleAt: surroundings.now() + timeoutSeconds * 1000 };
      room.wake();
      return true;
    },
    purge: () => state.entries.forEach((entry) => drop(state, entry)),
    messages: () => Array.from(state.entries.values(), ({ message }) => message),
    isEmpty: () => state.entries.size === 0,
    counts: () => countEntries(state),
    adopt: (message) => adopt(state, message),
    changed: (timeout, signal) => room.wait(Math.min(timeout, millisecondsToNext(state)), signal),
  };
}

function send(state: State, { body, senderId, groupId, delaySeconds = 0 }: NewMessage): Message {
  state.lastSequence += 1;
  const sentAt = state.now();
  const message: Message = {
    messageId: randomUUID(),
    sequence: state.lastSequence,
    body,
    senderId,
    sentAt,
    visibleAt: sentAt + delaySeconds * 1000,
    receiveCount: 0,
    ...(groupId === undefined ? {} : { groupId }),
  };
  adopt(state, message);
  return message;
}

function adopt(state: State, message: Message): void {
  state.entries.set(message.messageId, { message, receiptHandle: undefined });
  state.room.wake();
  state.store.write(message);
}

function drop(state: State, { message }: Entry): void {
  state.store.remove(message.messageId);
  state.entries.delete(message.messageId);
  state.room.wake();
}

/** The message a handle was given for, as long as nobody has received it again since. */
function inHand(state: State, receiptHandle: string): Entry | undefined {
  const entry = state.entries.get(receiptHandle.split('.')[0] ?? '');
  return entry?.receiptHandle === receiptHandle ? entry : undefined;
}

function receive(state: State, maximum: number, visibilityTimeoutSeconds: number): readonly ReceivedMessage[] {
  const received: ReceivedMessage[] = [];
  while (received.length < maximum) {
    const entry = nextVisible(state);
    if (entry === undefined) break;
    const target = entry.message.receiveCount >= state.settings.maximumReceives ? state.deadLetterQueue() : undefined;
    if (target === undefined) received.push(take(state, entry, visibilityTimeoutSeconds));
    else {
      target.adopt({ ...entry.message, visibleAt: 0 });
      drop(state, entry);
    }
  }
  return received;
}

/** The oldest visible message of the group with the fewest in flight: one noisy sender does not hold up the others. */
function nextVisible(state: State): Entry | undefined {
  const time = state.now();
  const load = inFlightByGroup(state, time);
  let best: Entry | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (const entry of state.entries.values()) {
    if (entry.message.visibleAt > time) continue;
    const own = load.get(entry.message.groupId) ?? 0;
    if (own < lowest) [best, lowest] = [entry, own];
    if (lowest === 0) break;
  }
  return best;
}

function inFlightByGroup(state: State, time: number): ReadonlyMap<string | undefined, number> {
  const load = new Map<string | undefined, number>();
  for (const { message } of state.entries.values())
    if (message.groupId !== undefined && isInFlight(message, time))
      load.set(message.groupId, (load.get(message.groupId) ?? 0) + 1);
  return load;
}

function take(state: State, entry: Entry, visibilityTimeoutSeconds: number): ReceivedMessage {
  const time = state.now();
  const receiptHandle = `${entry.message.messageId}.${randomUUID()}`;
  entry.message = {
    ...entry.message,
    receiveCount: entry.message.receiveCount + 1,
    firstReceivedAt: entry.message.firstReceivedAt ?? time,
    visibleAt: time + visibilityTimeoutSeconds * 1000,
  };
  entry.receiptHandle = receiptHandle;
  state.store.write(entry.message);
  return { ...entry.message, receiptHandle };
}

function countEntries(state: State): QueueCounts {
  const time = state.now();
  const messages = Array.from(state.entries.values(), ({ message }) => message);
  const visible = messages.filter(({ visibleAt }) => visibleAt <= time).length;
  const inFlight = messages.filter((message) => isInFlight(message, time)).length;
  return { visible, inFlight, delayed: messages.length - visible - inFlight };
}

const isInFlight = ({ visibleAt, receiveCount }: Message, time: number): boolean =>
  visibleAt > time && receiveCount > 0;

function millisecondsToNext(state: State): number {
  const time = state.now();
  const later = Array.from(state.entries.values(), ({ message }) => message.visibleAt - time).filter(
    (wait) => wait > 0,
  );
  return Math.min(...later);
}
