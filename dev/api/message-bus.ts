import type { Database } from '../database/database.ts';

/**
 * Sends short messages to every process of the API. A message may be lost while a process has no connection, so it must
 * be a hint to read something again and never the only copy of data.
 */
export interface MessageBus {
  /** @param message at most 7,000 bytes. It contains no token and no other secret */
  publish(topic: string, message: string): Promise<void>;
  /** Calls `listener` for each message of the topic, those of this process too, until the returned function is called. */
  subscribe(topic: string, listener: (message: string) => void): () => void;
}

/** `pg_notify` accepts less than 8,000 bytes, and the topic needs some of them. */
const LIMIT = 7_000;
const CHANNEL = 'keyring_messages';

/** A bus inside one process. */
export function createMemoryBus(): MessageBus & { deliver(topic: string, message: string): void } {
  const listeners = new Map<string, Set<(message: string) => void>>();
  const deliver = (topic: string, message: string): void => {
    for (const listener of [...(listeners.get(topic) ?? [])]) listener(message);
  };
  return {
    deliver,
    async publish(topic, message) {
      checkSize(message);
      deliver(topic, message);
    },
    subscribe(topic, listener) {
      const ofTopic = listeners.get(topic) ?? new Set();
      listeners.set(topic, ofTopic);
      // A separate function for each subscription, so that the same listener can subscribe twice.
      const subscription = (message: string): void => listener(message);
      ofTopic.add(subscription);
      return () => {
        ofTopic.delete(subscription);
        if (ofTopic.size === 0 && listeners.get(topic) === ofTopic) listeners.delete(topic);
      };
    },
  };
}

/** A bus of all processes that share the database (`LISTEN` and `NOTIFY`). */
export function createSqlBus(database: Database): MessageBus & { close(): void } {
  const local = createMemoryBus();
  const close = database.listen(
    CHANNEL,
    (payload) => {
      // A topic is a constant of this program and contains no line break.
      const end = payload.indexOf('\n');
      if (end !== -1) local.deliver(payload.slice(0, end), payload.slice(end + 1));
    },
    () => {},
  );
  return {
    async publish(topic, message) {
      checkSize(message);
      await database.asService((query) =>
        query('SELECT pg_notify($1, $2)', [CHANNEL, `${topic}\n${message}`]),
      );
    },
    subscribe: local.subscribe,
    close,
  };
}

function checkSize(message: string): void {
  if (Buffer.byteLength(message) > LIMIT) throw new RangeError(`A message has at most ${LIMIT} bytes.`);
}
