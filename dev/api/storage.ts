import type { PushSubscriptionStore } from '../../server/push/push-subscription-store.ts';
import type { TicketStore } from '../../server/tickets/ticket-store.ts';
import type { CreatedOrganizations } from './created-organizations.ts';
import type { MessageBus } from './message-bus.ts';
import type { NoteStore } from './note-store.ts';
import type { Submissions } from './submissions.ts';

/** The webhook events that were handled. */
export interface HandledEvents {
  /** Records an event. @returns whether it is new; `false` for a repeated delivery, in any process */
  record(id: string): Promise<boolean>;
  /** Deletes an event whose handling failed, so that the next delivery is handled. */
  delete(id: string): Promise<void>;
}

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
  readonly webhookEvents: HandledEvents;
  /** Messages to all processes of this API, for example presence and hints about revoked sessions. */
  readonly messages: MessageBus;
  /** Resolves if the storage can be used now. */
  check(): Promise<void>;
  close(): Promise<void>;
}
