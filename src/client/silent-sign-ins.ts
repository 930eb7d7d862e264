import type { KeyringError } from '../protocol/errors.ts';
import { isUsable, type SessionStatus } from '../protocol/session-status.ts';
import type { Keyring } from './keyring.ts';
import { asKeyringError } from './session-guard-state.ts';

/** What a run of silent sign-ins asks and tells. */
export interface SilentSignInsOptions {
  /** Whether an organization is still without a session when its turn comes. */
  readonly isWaiting: (organizationId: string) => boolean;
  /**
   * Called after each; `isChanged`: the organization needs no sign-in any more, or was refused.
   *
   * @returns whether the next one follows
   */
  readonly onResult: (organizationId: string, isChanged: boolean) => boolean;
}

/**
 * Signs in without a navigation where a credential of this device can. What it brings shows in the list of sessions.
 *
 * @returns the refusal that ended it; `undefined`: it ended without one
 */
export async function signInSilently(
  keyring: Pick<Keyring, 'signInSilently'>,
  waiting: readonly SessionStatus[],
  { isWaiting, onResult }: SilentSignInsOptions,
): Promise<{ readonly slug: string; readonly error: KeyringError } | undefined> {
  for (const { organization, session: before } of waiting) {
    if (!isWaiting(organization.id)) continue;
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
