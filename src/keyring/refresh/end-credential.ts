import type { AuthorizationReason } from '../../protocol/session-status.ts';
import type { Credential } from '../session/credential.ts';
import type { Credentials } from '../session/credentials.ts';
import type { SessionChanges } from '../session/session-changes.ts';

/** What the end of a credential needs. */
export interface EndCredentialParts {
  readonly credentials: Credentials;
  readonly changes: SessionChanges;
}

/**
 * Ends a credential whose refresh token the provider no longer accepts, and every session that uses it.
 *
 * @returns false: another worker has changed the credential, and nothing has ended
 */
export async function endRejected(
  { credentials, changes }: EndCredentialParts,
  credential: Credential,
  reason: AuthorizationReason,
): Promise<boolean> {
  if (!(await credentials.delete(credential))) return false;
  const { id: credentialId } = credential;
  for (const { organizationId } of await credentials.sessionsOn(credentialId))
    await changes.apply(organizationId, { type: 'credential-ended', reason, credentialId });
  return true;
}

/** Ends a credential that a limit of the session has reached (R43): here, and at the provider. */
export async function endAtLimit(
  { credentials, changes }: EndCredentialParts,
  credential: Credential,
): Promise<void> {
  const sessions = await credentials.sessionsOn(credential.id);
  for (const { organizationId, generation: basedOn } of sessions)
    await changes.apply(organizationId, { type: 'limit-reached', basedOn });
  if (sessions.length === 0) await changes.revoke(credential.sessionId);
  await credentials.delete(credential);
  // Until now its refresh counted as running, which keeps revocations back.
  changes.deliverRevocations();
}
