import { parseEvent } from '../protocol/envelopes.ts';
import { KeyringError } from '../protocol/errors.ts';
import type { SessionsSnapshot } from '../protocol/messages.ts';
import { isUsable, type SessionStatus } from '../protocol/session-status.ts';
import { askKeyring } from './ask-keyring.ts';
import { requireOrganizationSlug } from './paths.ts';

/** Why a connection of a session has to end. */
export type SessionEnd = 'signed_out' | 'session_lost' | 'user_changed';

/** What {@link watchSessionEnd} takes. */
export interface SessionEndWatch {
  /** Called once, when the session ends for this page. */
  readonly onEnd: (reason: SessionEnd) => void;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/**
 * Watches the session of an organization in this page, without a `Keyring`: the worker reports each change to every page.
 * A page that was frozen or hidden may have missed it, and reads the sessions again.
 *
 * @returns the id of the signed-in user
 * @throws KeyringError `authorization_required`: there is no usable session now; as `openOrganization` does
 */
export async function watchSessionEnd(slug: string, { onEnd, signal }: SessionEndWatch): Promise<string> {
  const organizationSlug = requireOrganizationSlug(slug);
  const { organization, session } = await askKeyring('open-organization', { organizationSlug });
  if (!isUsable(session)) {
    throw new KeyringError('authorization_required', 'There is no session for this organization.', {
      organizationSlug,
      reason: session.status === 'needs-authorization' ? session.reason : 'signed_out',
    });
  }
  const userId = session.user.id;
  const judge = ({ sessions, unnamed }: SessionsSnapshot, isCurrent: boolean): void => {
    const status = sessions.find(({ organization: { id } }) => id === organization.id);
    // A session whose organization has no name yet is not listed. After a sign-out everywhere there is none.
    if (status === undefined && unnamed > 0) return;
    // An event may be older than the session.
    if (status === undefined && !isCurrent) return void read().catch(() => {});
    const reason = status === undefined ? 'signed_out' : endOf(status, userId);
    if (reason !== undefined && !signal.aborted) onEnd(reason);
  };
  const read = async (): Promise<void> => judge(await askKeyring('list-sessions', {}), true);
  const reread = (): void => {
    // The next change, or the next connection, finds it.
    if (document.visibilityState === 'visible') read().catch(() => {});
  };
  const { serviceWorker } = navigator;
  const onMessage = ({ data }: MessageEvent<unknown>): void => {
    const event = parseEvent(data);
    if (event?.type === 'sessions-changed') judge(event, false);
  };
  serviceWorker.addEventListener('message', onMessage, { signal });
  serviceWorker.startMessages();
  document.addEventListener('visibilitychange', reread, { signal });
  document.addEventListener('resume', reread, { signal });
  addEventListener('pageshow', reread, { signal });
  // A change between the first reading and the first listener.
  reread();
  return userId;
}

function endOf({ session }: SessionStatus, userId: string): SessionEnd | undefined {
  if (session.status === 'needs-authorization') return 'session_lost';
  if (!isUsable(session)) return 'signed_out';
  return session.user.id === userId ? undefined : 'user_changed';
}

/** Errors after which the same connection would fail again. */
const FINAL = new Set([
  'api_not_listed',
  'authorization_required',
  'organization_unbound',
  'organization_unknown',
  'request_refused',
  'step_up_refused',
]);

/** Whether the same connection would fail again. */
export function isFinalError(error: unknown): error is KeyringError {
  return error instanceof KeyringError && FINAL.has(error.code);
}

/** Why there is no session, from the error of a request. */
export function endOfRefusal({ reason }: KeyringError): SessionEnd {
  if (reason === 'wrong_user') return 'user_changed';
  return reason === 'signed_out' || reason === null ? 'signed_out' : 'session_lost';
}
