import type { StepUpRequest } from '../../protocol/step-up.ts';
import type { Grant } from '../session/session.ts';

/** A request that an API refused until its user authenticates again. */
export interface ChallengedRequest extends Omit<StepUpRequest, 'id'> {
  /** The page that sent it, and the only one that may respond. */
  readonly clientId: string;
  /** The user of the session that it was sent with. */
  readonly userId: string;
  /** Calls its argument when the page no longer wants the response. */
  readonly onLeft?: (listener: () => void) => void;
}

/** `auth_time` and `iat` are whole seconds, so their difference can be one second too large. */
const ROUNDING = 1;

/**
 * Checks that a sign-in satisfies the challenge of a request (RFC 9470 §5). The age of the authentication is the difference
 * of two claims of one token, `iat` and `auth_time`, so it is measured by the provider's clock alone.
 *
 * @param elapsed time since the challenge arrived, ms: with `max_age` 0 the user has to authenticate within it
 * @returns why not; `undefined`: it does
 */
export function checkStepUp(
  { organization, userId, maxAge }: Pick<ChallengedRequest, 'organization' | 'userId' | 'maxAge'>,
  organizationId: string,
  { user, issuedAt, claims: { authenticatedAt } }: Pick<Grant, 'user' | 'issuedAt' | 'claims'>,
  elapsed: number,
): string | undefined {
  if (organizationId !== organization.id) return 'wrong_organization';
  if (user.id !== userId) return 'wrong_user';
  if (authenticatedAt === null) return 'not_authenticated';
  const age = issuedAt - authenticatedAt / 1000;
  return age > maxAge + elapsed / 1000 + ROUNDING ? 'not_authenticated' : undefined;
}
