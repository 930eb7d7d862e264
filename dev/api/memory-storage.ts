import { createMemoryPushSubscriptions } from '../../server/push/push-subscription-store.ts';
import { createMemoryOrganizations } from './created-organizations.ts';
import { createMemoryNoteStore } from './memory-note-store.ts';
import { createMemoryBus } from './message-bus.ts';
import type { HandledEvents, SingleUseValue, SingleUseValues, Storage } from './storage.ts';

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
    tickets: createMemoryTickets(now),
    pushSubscriptions: createMemoryPushSubscriptions(),
    webhookEvents: createMemoryEvents(),
    check: async () => {},
    close: async () => {},
  };
}

function createMemoryTickets(now: () => number): SingleUseValues {
  const tickets = new Map<string, SingleUseValue>();
  return {
    async put(key, value) {
      for (const [old, { expiresAt }] of tickets) if (expiresAt <= now()) tickets.delete(old);
      tickets.set(key, value);
    },
    async take(key) {
      const ticket = tickets.get(key);
      tickets.delete(key);
      return ticket !== undefined && ticket.expiresAt > now() ? ticket.value : undefined;
    },
    async deleteSession(sessionId) {
      for (const [key, ticket] of tickets) if (ticket.sessionId === sessionId) tickets.delete(key);
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
