import type { PushSubscriptionStore } from '../../server/push/push-subscription-store.ts';
import type { CreatedOrganizations } from './created-organizations.ts';
import type { MessageBus } from './message-bus.ts';
import type { NoteStore } from './note-store.ts';

/** Values that are used once, for example the tickets of WebSockets. The key must be a hash of the secret. */
export interface SingleUseValues {
  /** @param expiresAt ms since the epoch, on this server's clock */
  put(key: string, value: SingleUseValue): Promise<void>;
  /** Returns the value and deletes it. Of two concurrent calls, one gets `undefined`. Expired values are never returned. */
  take(key: string): Promise<unknown>;
  /** Deletes the values of a session that has ended. */
  deleteSession(sessionId: string): Promise<void>;
}

export interface SingleUseValue {
  readonly sessionId: string;
  /** Any JSON. Parse what {@link SingleUseValues.take} returns. */
  readonly value: unknown;
  readonly expiresAt: number;
}

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
  readonly tickets: SingleUseValues;
  /** The browsers that receive push messages. */
  readonly pushSubscriptions: PushSubscriptionStore;
  readonly webhookEvents: HandledEvents;
  /** Messages to all processes of this API, for example presence and hints about revoked sessions. */
  readonly messages: MessageBus;
  /** Resolves if the storage can be used now. */
  check(): Promise<void>;
  close(): Promise<void>;
}
