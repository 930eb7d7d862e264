import { randomUUID } from 'node:crypto';
import { attempt } from '../../src/protocol/parse.ts';
import type { MessageBus } from './message-bus.ts';
import { createLocalPresence, type Presence, type PresentUser } from './presence.ts';
import { type PresenceMessage, parsePresenceMessage, presenceMessages } from './presence-message.ts';

/** The dependencies of {@link createSharedPresence}. */
export interface SharedPresenceOptions {
  readonly messages: MessageBus;
  /** A clock that only moves forward, ms. Default: `performance.now`. */
  readonly now?: () => number;
  /** How long a user of another process stays present without a message of that process, ms. Default: 30,000. */
  readonly lifetime?: number;
}

/** Presence in all processes that share the messages. */
export interface SharedPresence extends Presence {
  /**
   * Tells the other processes who is connected to this one, and removes the users of processes that have ended. Call it
   * three times or more within the lifetime.
   */
  beat(): void;
  /** Resolves when the other processes know of every change so far, or could not be told. */
  settled(): Promise<void>;
}

const TOPIC = 'presence';

/**
 * Joins the presence of all processes. Each process sends the state of a user when it changes, and of all users at each
 * beat. A lost message is therefore repaired by the next beat, and the users of a process that was killed disappear after
 * the lifetime.
 */
export function createSharedPresence(options: SharedPresenceOptions): SharedPresence {
  const { messages, now = () => performance.now(), lifetime = 30_000 } = options;
  const id = randomUUID();
  const others = createOthers(now, lifetime);
  /** Users whose state the other processes do not know yet, by organization. */
  const changed = new Map<string, Set<string>>();
  let sending: Promise<void> | undefined;

  const markChanged = (organizationId: string, userIds: readonly string[]): void => {
    const known = changed.get(organizationId) ?? new Set();
    for (const userId of userIds) known.add(userId);
    changed.set(organizationId, known);
    flush();
  };
  const flush = (): void => {
    sending ??= send().finally(() => {
      sending = undefined;
      if (changed.size > 0) flush();
    });
  };
  const local = createLocalPresence({
    of: others.of,
    onOwnChange: (organizationId, userId) => markChanged(organizationId, [userId]),
  });

  /** One message at a time, so that they arrive in order. Changes that happen meanwhile are sent together. */
  const send = async (): Promise<void> => {
    for (const [organizationId, userIds] of changed) {
      changed.delete(organizationId);
      const own = local.own(organizationId).filter((user) => userIds.has(user.id));
      const absent = [...userIds].filter((userId) => !own.some((user) => user.id === userId));
      for (const message of presenceMessages({ process: id, organizationId, present: own, absent }))
        await messages.publish(TOPIC, message).catch(() => {});
    }
  };
  const sendAll = (organizationId: string): void =>
    markChanged(
      organizationId,
      local.own(organizationId).map((user) => user.id),
    );

  messages.subscribe(TOPIC, (text) => {
    const message = attempt(() => parsePresenceMessage(text));
    if (message === undefined || message.process === id) return;
    const { isNewProcess, isChanged } = others.apply(message);
    // The other process knows nothing of the users of this one.
    if (isNewProcess) sendAll(message.organizationId);
    if (isChanged) local.announce(message.organizationId);
  });

  return {
    join: local.join,
    beat() {
      for (const organizationId of others.expire()) local.announce(organizationId);
      for (const organizationId of local.organizations()) sendAll(organizationId);
    },
    async settled() {
      while (sending !== undefined) await sending;
    },
  };
}

interface Entry {
  readonly user: PresentUser;
  readonly endsAt: number;
}

/** The users of other processes: by organization, and by process and user. */
function createOthers(now: () => number, lifetime: number) {
  const rooms = new Map<string, Map<string, Entry>>();
  const keyOf = (process: string, userId: string): string => `${process} ${userId}`;
  return {
    of: (organizationId: string): readonly PresentUser[] =>
      [...(rooms.get(organizationId)?.values() ?? [])].map(({ user }) => user),
    apply({ process, organizationId, present, absent }: PresenceMessage) {
      const room = rooms.get(organizationId) ?? new Map<string, Entry>();
      const isNewProcess =
        present.length > 0 && ![...room.keys()].some((key) => key.startsWith(`${process} `));
      let isChanged = false;
      for (const user of present) {
        const key = keyOf(process, user.id);
        isChanged ||= !room.has(key);
        room.set(key, { user, endsAt: now() + lifetime });
      }
      for (const userId of absent) isChanged = room.delete(keyOf(process, userId)) || isChanged;
      if (room.size > 0) rooms.set(organizationId, room);
      else rooms.delete(organizationId);
      return { isNewProcess, isChanged };
    },
    /** @returns the organizations that have lost a user */
    expire(): readonly string[] {
      const changed = new Set<string>();
      for (const [organizationId, room] of rooms) {
        for (const [key, { endsAt }] of room) {
          if (endsAt > now()) continue;
          room.delete(key);
          changed.add(organizationId);
        }
        if (room.size === 0) rooms.delete(organizationId);
      }
      return [...changed];
    },
  };
}
