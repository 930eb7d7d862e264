import type { PushSubscriptionStore } from '../../server/push/push-subscription-store.ts';
import type { TicketStore } from '../../server/tickets/ticket-store.ts';
import type { WebhookEventStore } from '../../server/webhooks/webhook-events.ts';
import type { CreatedOrganizations } from './created-organizations.ts';
import type { MessageBus } from './message-bus.ts';
import type { NoteStore } from './note-store.ts';
import type { Submissions } from './submissions.ts';

/**
 * Everything that the example API stores. All methods reject with `UnavailableError` while the storage is not reachable:
 * the API then responds with 503 and `Retry-After`.
 */
export interface Storage {
  readonly notes: NoteStore;
  readonly organizations: CreatedOrganizations;
  readonly tickets: TicketStore;
  /** Results of a user's requests by `Idempotency-Key`. Those for notes are part of `notes`. */
  readonly submissions: Submissions;
  /** The browsers that receive push messages. */
  readonly pushSubscriptions: PushSubscriptionStore;
  /** The webhook events that were handled, in any process. */
  readonly webhookEvents: WebhookEventStore;
  /** Messages to all processes of this API, for example presence and hints about revoked sessions. */
  readonly messages: MessageBus;
  /** Resolves if the storage can be used now. */
  check(): Promise<void>;
  close(): Promise<void>;
}
