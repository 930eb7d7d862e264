import { KeyringError } from '../protocol/errors.ts';
import { attempt, parseJson } from '../protocol/parse.ts';
import { parseHint, SESSION_HINT, sessionsToReview } from '../protocol/session-hint.ts';
import type { Keyring } from './keyring.ts';
import type { StreamEvent } from './stream-item.ts';

/** Longest wait for another tab that reviews the same session, and how long a busy tab may be late with a hint, ms. */
const TAB_PATIENCE = 60_000;

/** What a review uses of the keyring. */
export type ReviewedKeyring = Pick<Keyring, 'getSnapshot' | 'refreshSession'>;

/**
 * Follows a hint of the server that a session may have ended (`session-hint` in an event stream). The worker asks AuthKit
 * by a refresh and acts on that response: a false hint costs one refresh, and its rate is limited (R49). Of several tabs
 * that receive the same hint, one asks.
 *
 * @param event any event of a stream; other types than `session-hint` have no effect
 * @returns when the review is done. It never rejects because of a hint that is malformed or over the limit
 * @example
 * followEvents('acme', '/api/stream', { userId, signal, onEvent: (event) => void reviewSession(keyring, event) });
 */
export async function reviewSession(keyring: ReviewedKeyring, event: StreamEvent): Promise<void> {
  if (event.type !== SESSION_HINT) return;
  const hint = attempt(() => parseHint(parseJson(event.data, 'hint')));
  if (hint === undefined) return;
  const concerned = sessionsToReview(keyring.getSnapshot().sessions, hint);
  await Promise.all(concerned.map(({ organization: { slug } }) => review(keyring, slug, event.data)));
}

async function review(keyring: ReviewedKeyring, slug: string, hint: string): Promise<void> {
  const name = `keyring-hint:${slug}`;
  // The lock is held after the review too: a tab that handles the hint late learns from it that another tab has asked.
  const askOnce = (asked: (refresh: unknown) => void) =>
    navigator.locks.request(name + hint, { ifAvailable: true }, (lock) => {
      asked(lock && keyring.refreshSession(slug));
      return lock && new Promise((release) => setTimeout(release, TAB_PATIENCE));
    });
  try {
    await navigator.locks.request(
      name,
      { signal: AbortSignal.timeout(TAB_PATIENCE) },
      () => new Promise(askOnce),
    );
  } catch (error) {
    // The next regular refresh notices the end of the session.
    if (!(error instanceof KeyringError || error instanceof DOMException)) throw error;
  }
}
