import { createMemoryPushSubscriptions } from '../../server/push/push-subscription-store.ts';
import { createMemoryTicketStore } from '../../server/tickets/ticket-store.ts';
import { createMemoryWebhookEvents } from '../../server/webhooks/webhook-events.ts';
import { createMemoryOrganizations } from './created-organizations.ts';
import { createMemoryNoteStore } from './memory-note-store.ts';
import { createMemoryBus } from './message-bus.ts';
import type { Storage } from './storage.ts';
import { createMemorySubmissions } from './submissions.ts';

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
    webhookEvents: createMemoryWebhookEvents(now),
    check: async () => {},
    close: async () => {},
  };
}
