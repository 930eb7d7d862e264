import { WITHOUT_ORGANIZATION } from '../../protocol/without-organization.ts';
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
  /** What the access token is for. */
  readonly organizationId: string;
  /** What was requested. */
  readonly asked: string;
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
 * The session without an organization ends when its credential is in an organization. If the provider has moved it to one by
 * itself, the user has joined that one meanwhile, and the token opens it.
 *
 * @param awaited the session that the turn is for; `undefined`: it already has its result
 */
export async function applyGrant(
  { store, changes, credentials, limits }: ApplyGrantParts,
  before: Credential,
  { grant, organizationId, asked, awaited }: GrantedTokens & { readonly awaited: Session | undefined },
): Promise<AppliedGrant> {
  const times = acceptRefresh(before, grant, limits);
  if (times === 'limit-reached') return { type: 'limit-reached' };
  const { tokens, refreshToken, user, sessionId, issuedAt } = grant;
  const newer = { refreshToken, user, sessionId, issuedAt };
  // A token without an organization that was not asked for does not say where the provider's session is.
  const isStray = organizationId === WITHOUT_ORGANIZATION && asked !== WITHOUT_ORGANIZATION;
  const usedIn = isStray ? before.organizationId : organizationId;
  const credential = await credentials.rotate(before, {
    ...newer,
    ...times,
    organizationId: usedIn,
    usedAt: tokens.receivedAt,
  });
  if (credential === undefined) return { type: 'overtaken' };
  const isAwaited = awaited?.organizationId === organizationId;
  const session = isAwaited ? awaited : await store.read(organizationId);
  const isOn = session.status === 'active' && session.credentialId === credential.id;
  const isJoined = asked === WITHOUT_ORGANIZATION && session.status === 'absent';
  const { id: credentialId } = credential;
  const { signedInAt, maxAge } = times;
  const access = { grant, credentialId, signedInAt, maxAge, basedOn: session.generation };
  const event = { type: 'refreshed', ...access } as const;
  const changed = isAwaited || isOn || isJoined ? await changes.apply(organizationId, event) : undefined;
  if (before.organizationId === WITHOUT_ORGANIZATION && usedIn !== WITHOUT_ORGANIZATION)
    await changes.apply(WITHOUT_ORGANIZATION, { type: 'organization-entered', credentialId });
  return { type: 'applied', credential, changed: isAwaited ? changed : undefined };
}
