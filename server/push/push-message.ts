import type { PushSubscriptionTarget } from './push-subscription.ts';

/** One message to one browser. */
export interface PushMessage extends PushSubscriptionTarget {
  /** The text to encrypt for the browser (RFC 8291): ids of an event and of an organization. */
  readonly payload: string;
  /** How long the push service keeps it for a browser that is not running, s (RFC 8030 §5.2). */
  readonly ttl: number;
  readonly urgency: 'high';
  /** A later message of the same topic replaces one that was not delivered (RFC 8030 §5.4). */
  readonly topic: string;
  /** Aborts when the push service took too long. */
  readonly signal: AbortSignal;
}

/**
 * Encrypts and sends a message with your VAPID key (RFC 8292), for example with the package `web-push`. It must not follow
 * redirects: the endpoint was checked, and the target of a redirect was not.
 *
 * @returns the status of the push service's response, and its `Retry-After`
 */
export type SendPush = (message: PushMessage) => Promise<PushResponse>;

/** The response of a push service. */
export interface PushResponse {
  readonly status: number;
  /** `Retry-After`, s. Left out: the response has none. */
  readonly retryAfter?: number | undefined;
}
