import type { SessionUser } from '../../protocol/session-status.ts';

/**
 * What one sign-in left on this device: a refresh token of one session at the provider. With shared credentials it serves
 * every organization that its user may enter (docs/decisions/0051-organizations-share-a-credential.md). It never serves
 * two users.
 */
export interface Credential {
  /** Random. A credential is never created again under the same id. */
  readonly id: string;
  /** Counts the refresh tokens. A response to a request with an earlier one changes nothing (R28). */
  readonly generation: number;
  readonly user: SessionUser;
  /** Another person signed in as the user: the credential serves its own organization alone. */
  readonly isImpersonated: boolean;
  /** The provider's id of the session (`sid`). */
  readonly sessionId: string;
  readonly refreshToken: string;
  /**
   * The organization of the latest access token: the provider's session is in this one now. `WITHOUT_ORGANIZATION`: the
   * user belongs to none.
   */
  readonly organizationId: string;
  /** When the user signed in, by this device's clock, ms since the epoch. */
  readonly signedInAt: number;
  /** When the user signed in, by the provider's clock, s since the epoch. null: stored by a version that did not record it. */
  readonly authorizedAt: number | null;
  /** Longest lifetime from the sign-in on that the provider has stated, s. null: none. It is never prolonged. */
  readonly maxAge: number | null;
  /** When the provider issued the latest access token, by the provider's clock, s since the epoch. null: as above. */
  readonly issuedAt: number | null;
  /** When the latest access token arrived, by this device's clock, ms since the epoch. */
  readonly usedAt: number;
  /**
   * The organizations that this refresh token was sent for without a result, in this order. The provider may have used the
   * token for any of them, so these requests are repeated before another one is sent.
   */
  readonly unanswered: readonly string[];
  /** When it was last sent, by this device's clock, ms since the epoch. */
  readonly sentAt: number;
}

/** How long a request without a result counts as running, ms: longer than any refresh. */
const RUNNING_LIMIT = 30_000;

/**
 * The organizations that a refresh of this credential may still be running for, in any worker. The one of the latest token is
 * among them: its session is stored after the credential (R29).
 */
export function runningFor(
  { unanswered, organizationId, sentAt }: Credential,
  now: number,
): readonly string[] {
  return Math.abs(now - sentAt) < RUNNING_LIMIT ? [...unanswered, organizationId] : [];
}

/** Adds a request to those without a result. */
export function sentFor(credential: Credential, organizationId: string, now: number): Credential {
  const { unanswered } = credential;
  const isRepeated = unanswered.includes(organizationId);
  return {
    ...credential,
    unanswered: isRepeated ? unanswered : [...unanswered, organizationId],
    sentAt: now,
  };
}

/** The next refresh token. Whatever is passed besides is newer too. */
export function rotated(
  credential: Credential,
  newer: Pick<Credential, 'refreshToken'> & Partial<Omit<Credential, 'id' | 'generation' | 'user'>>,
): Credential {
  return { ...credential, ...newer, generation: credential.generation + 1, unanswered: [] };
}

/**
 * After the provider refused to issue a token for one organization. It may have used the refresh token all the same, so the
 * next request has to be one that succeeds, in time for the provider to repeat what it issued.
 *
 * @param other an organization that the provider still issues tokens for; null: none is known
 */
export function refusedFor(credential: Credential, refused: string, other: string | null): Credential {
  const left = credential.unanswered.filter((organizationId) => organizationId !== refused);
  const unanswered = other === null || left.includes(other) ? left : [...left, other];
  return { ...credential, unanswered };
}
