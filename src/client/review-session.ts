import { KeyringError } from '../protocol/errors.ts';
import { attempt, parseJson } from '../protocol/parse.ts';
import { parseHint, SESSION_HINT, sessionsToReview } from '../protocol/session-hint.ts';
import { isUsable, type Organization } from '../protocol/session-status.ts';
import type { Keyring } from './keyring.ts';
import type { StreamEvent } from './stream-item.ts';

/** Longest wait for another tab that reviews the same session, ms. */
const TAB_PATIENCE = 60_000;

/** What a review uses of the keyring. */
export type ReviewedKeyring = Pick<Keyring, 'getSnapshot' | 'openOrganization' | 'refreshSession'>;

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
  const receivedAt = Date.now();
  const hint = attempt(() => parseHint(parseJson(event.data, 'hint')));
  if (hint === undefined) return;
  const concerned = sessionsToReview(keyring.getSnapshot().sessions, hint);
  await Promise.all(concerned.map(({ organization }) => review(keyring, organization, receivedAt)));
}

async function review(keyring: ReviewedKeyring, { slug }: Organization, receivedAt: number): Promise<void> {
  const options = { signal: AbortSignal.timeout(TAB_PATIENCE) };
  try {
    await navigator.locks.request(`keyring-hint:${slug}`, options, async () => {
      const { session } = await keyring.openOrganization(slug);
      // Another tab has asked since.
      if (isUsable(session) && session.refreshedAt <= receivedAt) await keyring.refreshSession(slug);
    });
  } catch (error) {
    // The next regular refresh notices the end of the session.
    if (!(error instanceof KeyringError || error instanceof DOMException)) throw error;
  }
}
