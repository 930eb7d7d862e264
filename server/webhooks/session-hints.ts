import { SESSION_HINT } from '../../src/protocol/session-hint.ts';
import { checkFunction } from '../check-function.ts';
import { checkOwner } from '../check-owner.ts';
import type { SessionHint } from './session-hint.ts';

/** Distributes hints to the open event streams of their user. */
export interface SessionHints {
  /**
   * Sends a hint to every subscriber of its user. A subscriber that throws, such as a stream that has ended, gets no more.
   *
   * @throws KeyringConfigurationError if the hint names no user
   */
  readonly publish: (hint: SessionHint) => void;
  /**
   * Subscribes one event stream.
   *
   * @param userId the `sub` of the verified access token of the stream's request
   * @param send writes one server-sent event, ready to send
   * @returns ends the subscription
   */
  readonly subscribe: (userId: string, send: (event: string) => void) => () => void;
}

/**
 * Creates the connection between the webhook receiver and the event streams of your API, in one process. With several
 * processes, publish each hint in all of them, for example through your database.
 *
 * @example
 * const unsubscribe = hints.subscribe(token.sub, (event) => controller.enqueue(encoder.encode(event)));
 */
export function createSessionHints(): SessionHints {
  const subscribers = new Map<string, Set<(event: string) => void>>();
  return {
    publish: (hint) => {
      checkOwner(hint, ['userId'], 'hint');
      const event = formatHint(hint);
      const ofUser = subscribers.get(hint.userId);
      for (const send of [...(ofUser ?? [])]) {
        try {
          send(event);
        } catch {
          // A stream that has ended throws. It must neither keep the hint from the others, nor make WorkOS deliver it again.
          ofUser?.delete(send);
        }
      }
      if (ofUser?.size === 0) subscribers.delete(hint.userId);
    },
    subscribe: (userId, send) => {
      checkOwner({ userId }, ['userId']);
      checkFunction(send, 'send');
      const ofUser = subscribers.get(userId) ?? new Set();
      subscribers.set(userId, ofUser.add(send));
      return () => {
        ofUser.delete(send);
        if (ofUser.size === 0 && subscribers.get(userId) === ofUser) subscribers.delete(userId);
      };
    },
  };
}

/**
 * The event names the event's id and the organization. JSON has no raw line break, so an id cannot end the line. It has no `id:` line: a stream that resumes after its last event must not resume after a hint.
 */
function formatHint({ id, organizationId }: SessionHint): string {
  return `event: ${SESSION_HINT}\ndata: ${JSON.stringify({ id, organizationId })}\n\n`;
}
