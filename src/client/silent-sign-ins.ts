import type { KeyringError } from '../protocol/errors.ts';
import { isUsable, type SessionStatus } from '../protocol/session-status.ts';
import type { Keyring } from './keyring.ts';
import { asKeyringError } from './session-guard-state.ts';

/**
 * Signs in without a navigation where a credential of this device can. What it brings shows in the list of sessions.
 *
 * @param onResult called after each; `isChanged`: the organization needs no sign-in any more, or was refused. Its return
 *   value says whether the next one follows
 * @returns the refusal that ended it; `undefined`: it ended without one
 */
export async function signInSilently(
  keyring: Pick<Keyring, 'signInSilently'>,
  waiting: Iterable<SessionStatus>,
  onResult: (organizationId: string, isChanged: boolean) => boolean,
): Promise<{ readonly slug: string; readonly error: KeyringError } | undefined> {
  for (const { organization, session: before } of waiting) {
    try {
      const { session } = await keyring.signInSilently(organization.slug);
      if (!onResult(organization.id, isUsable(session) || session.status !== before.status)) break;
    } catch (cause) {
      const error = asKeyringError(cause);
      // A worker of an earlier version does not know the request.
      return error.code === 'message_invalid' ? undefined : { slug: organization.slug, error };
    }
  }
  return undefined;
}
