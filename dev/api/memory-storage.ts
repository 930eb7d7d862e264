import { createMemoryPushSubscriptions } from '../../server/push/push-subscription-store.ts';
import { createMemoryTicketStore } from '../../server/tickets/ticket-store.ts';
import { createMemoryOrganizations } from './created-organizations.ts';
import { createMemoryNoteStore } from './memory-note-store.ts';
import { createMemoryBus } from './message-bus.ts';
import type { HandledEvents, Storage } from './storage.ts';
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
