import type { KeyringError } from '../protocol/errors.ts';
import { isUsable, type SessionStatus } from '../protocol/session-status.ts';
import type { Keyring } from './keyring.ts';
import { asKeyringError } from './session-guard-state.ts';

/** Sign-ins to run without a navigation. */
export interface SilentSignIns {
  readonly waiting: readonly SessionStatus[];
  /** Gets the id of each organization that the sign-in changed. */
  readonly done: Set<string>;
  /** Whether the user has not stopped the run. */
  readonly mayGoOn: () => boolean;
}

/**
 * Signs in without a navigation where a credential of this device can. What it brings shows in the list of sessions.
 *
 * @returns the refusal that ended it; `undefined`: it ended without one, or `mayGoOn` returned false
 */
export async function signInSilently(
  keyring: Pick<Keyring, 'signInSilently'>,
  { waiting, done, mayGoOn }: SilentSignIns,
): Promise<{ readonly slug: string; readonly error: KeyringError } | undefined> {
  for (const { organization, session: before } of waiting) {
    try {
      const { session } = await keyring.signInSilently(organization.slug);
      if (isUsable(session) || session.status !== before.status) done.add(organization.id);
    } catch (cause) {
      const error = asKeyringError(cause);
      // A worker of an earlier version does not know the request.
      return error.code === 'message_invalid' ? undefined : { slug: organization.slug, error };
    }
    if (!mayGoOn()) return undefined;
  }
  return undefined;
}
