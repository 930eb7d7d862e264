import type { SessionStore } from '../ports/stores.ts';
import type { Credential } from '../session/credential.ts';
import type { Credentials } from '../session/credentials.ts';
import type { Grant, Session } from '../session/session.ts';
import type { SessionChanges } from '../session/session-changes.ts';
import { acceptRefresh, type SessionLimits } from '../session/session-limits.ts';

/** What storing a grant needs. */
export interface ApplyGrantParts {
  readonly store: SessionStore;
  readonly changes: SessionChanges;
  readonly credentials: Credentials;
  readonly limits: SessionLimits;
}

/** Tokens of the credential's user. */
export interface GrantedTokens {
  readonly grant: Grant;
  /** What the access token is for; null: for no organization. */
  readonly organizationId: string | null;
}

/** The result of storing a grant. */
export type AppliedGrant =
  /** `changed`: the session that the turn is for, if the grant was for it. */
  | { readonly type: 'applied'; readonly credential: Credential; readonly changed: Session | undefined }
  /** Another worker has changed the credential meanwhile. Nothing was stored. */
  | { readonly type: 'overtaken' }
  /** A limit of the session has passed by the provider's clock (R43). Nothing was stored. */
  | { readonly type: 'limit-reached' };

/**
 * Stores what a refresh brought, whatever organization it is for. The refresh token is durable before the access token is
 * stored (R29). A session of another organization is changed only if it uses this credential.
 *
 * @param awaited the session that the turn is for; `undefined`: it already has its result
 */
export async function applyGrant(
  { store, changes, credentials, limits }: ApplyGrantParts,
  before: Credential,
  { grant, organizationId, awaited }: GrantedTokens & { readonly awaited: Session | undefined },
): Promise<AppliedGrant> {
  const times = acceptRefresh(before, grant, limits);
  if (times === 'limit-reached') return { type: 'limit-reached' };
  const { tokens, refreshToken, user, sessionId, issuedAt } = grant;
  const newer = { refreshToken, user, sessionId, issuedAt };
  const credential = await credentials.rotate(before, {
    ...newer,
    ...times,
    organizationId: organizationId ?? before.organizationId,
    usedAt: tokens.receivedAt,
  });
  if (credential === undefined) return { type: 'overtaken' };
  const unchanged = { type: 'applied', credential, changed: undefined } as const;
  if (organizationId === null) return unchanged;
  const isAwaited = awaited?.organizationId === organizationId;
  const session = isAwaited ? awaited : await store.read(organizationId);
  const isOn = session.status === 'active' && session.credentialId === credential.id;
  if (!isAwaited && !isOn) return unchanged;
  const changed = await changes.apply(organizationId, {
    type: 'refreshed',
    grant,
    credentialId: credential.id,
    signedInAt: times.signedInAt,
    basedOn: session.generation,
  });
  return isAwaited ? { ...unchanged, changed } : unchanged;
}
