import { createMemoryTicketStore } from '../../server/tickets/ticket-store.ts';
import { createMemoryOrganizations } from './created-organizations.ts';
import { createMemoryNoteStore } from './memory-note-store.ts';
import { createMemoryBus } from './message-bus.ts';
import type { HandledEvents, PushSubscriptions, Storage } from './storage.ts';
import { createMemorySubmissions } from './submissions.ts';

/** Maximum number of webhook events that are remembered. */
const EVENTS = 10_000;

/**
 * The storage of `STATE=memory` and of tests. It ends with the process, starts at once and serves one process only.
 *
 * @param now the clock, in milliseconds
 */
export function createMemoryStorage(now: () => number = Date.now): Storage {
  const organizations = createMemoryOrganizations();
  return {
    notes: createMemoryNoteStore(now, organizations.has),
    messages: createMemoryBus(),
    organizations,
    tickets: createMemoryTicketStore(),
    submissions: createMemorySubmissions(now),
    pushSubscriptions: createMemoryPushSubscriptions(),
    webhookEvents: createMemoryEvents(),
    check: async () => {},
    close: async () => {},
  };
}

function createMemoryPushSubscriptions(): PushSubscriptions {
  const subscriptions = new Map<string, { readonly userId: string; readonly value: unknown }>();
  return {
    async put(endpoint, subscription) {
      subscriptions.set(endpoint, subscription);
    },
    of: async (userId) =>
      [...subscriptions.values()].filter((each) => each.userId === userId).map(({ value }) => value),
    async delete(endpoint) {
      subscriptions.delete(endpoint);
    },
  };
}

function createMemoryEvents(): HandledEvents {
  const ids = new Set<string>();
  return {
    async record(id) {
      if (ids.has(id)) return false;
      ids.add(id);
      const [oldest] = ids;
      if (ids.size > EVENTS && oldest !== undefined) ids.delete(oldest);
      return true;
    },
    async delete(id) {
      ids.delete(id);
    },
  };
}
