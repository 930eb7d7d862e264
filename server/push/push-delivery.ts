import type { PushMessage, SendPush } from './push-message.ts';
import type { PushSubscriptionStore } from './push-subscription-store.ts';

/** Longest wait for a push service, ms. */
const SEND_LIMIT = 10_000;
/** Pauses before the further attempts, ms. A device that is reached later has asked AuthKit at a refresh anyway. */
const PAUSES = [2_000, 10_000, 60_000, 300_000] as const;
/** Longest `Retry-After` that is followed, s. */
const RETRY_AFTER_LIMIT = 900;
/** Largest number of messages that wait for another attempt. */
const WAITING_LIMIT = 1_000;

/** What the delivery of messages needs. */
export interface PushDeliveryParts {
  readonly send: SendPush;
  readonly store: Pick<PushSubscriptionStore, 'delete'>;
  /** Resolves after a time, ms. */
  readonly wait: (delay: number) => Promise<void>;
}

/** A message without the limit of its attempt. */
export type OutgoingPush = Omit<PushMessage, 'signal'>;

/**
 * Sends messages to push services. If one responds with 429 or 5xx, or does not respond, the server sends the message again in
 * the background: four times within about six minutes, or later if `Retry-After` says so (RFC 8030 §8.4). With a message that
 * is still lost then, the session ends at its next refresh.
 */
export class PushDelivery {
  readonly #parts: PushDeliveryParts;
  #waiting = 0;

  constructor(parts: PushDeliveryParts) {
    this.#parts = parts;
  }

  /** @returns when the push service has responded to the first attempt, at most 10 s later. @throws what the store throws */
  async deliver(message: OutgoingPush): Promise<void> {
    const pause = await this.#attempt(message);
    if (pause === undefined || this.#waiting >= WAITING_LIMIT) return;
    this.#waiting += 1;
    void this.#repeat(message, pause)
      .catch(() => {})
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  async #repeat(message: OutgoingPush, firstPause: number): Promise<void> {
    let least: number | undefined = firstPause;
    for (const pause of PAUSES) {
      // Many messages fail at the same time when a push service does. They are not sent again all at once.
      const usual = pause * (0.75 + Math.random() / 2);
      await this.#parts.wait(least > usual ? least + Math.random() * pause : usual);
      least = await this.#attempt(message);
      if (least === undefined) return;
    }
  }

  /** @returns the shortest pause before another attempt, ms; `undefined`: none is needed or useful */
  async #attempt(message: OutgoingPush): Promise<number | undefined> {
    const { send, store } = this.#parts;
    const { endpoint } = message;
    const signal = AbortSignal.timeout(SEND_LIMIT);
    const late = new Promise<undefined>((resolve) =>
      signal.addEventListener('abort', () => resolve(undefined)),
    );
    const sending = send({ ...message, signal }).catch(() => undefined);
    const result = await Promise.race([sending, late]);
    if (result === undefined) return 0;
    const { status, retryAfter = 0 } = result;
    // RFC 8030 §7.3: the subscription has ended.
    if (status === 404 || status === 410) await store.delete({ endpoint });
    const isTemporary = status === 429 || status >= 500;
    return isTemporary && retryAfter <= RETRY_AFTER_LIMIT ? retryAfter * 1_000 : undefined;
  }
}

/** Waits without keeping a process of Node from ending. */
export function waitInBackground(delay: number): Promise<void> {
  return new Promise((resolve) => {
    const timer: unknown = setTimeout(resolve, delay);
    if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
      timer.unref();
  });
}
