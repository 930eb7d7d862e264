import type { AuthenticateResponse } from './authenticate-objects.ts';
import { issueTokens } from './authenticate-response.ts';
import { oauthError } from './errors.ts';
import { refusedEntry } from './organization-access.ts';
import type { LogEntry } from './request-log.ts';
import { hasEnded } from './session.ts';
import type { AuthKitContext } from './state.ts';

/**
 * `grant_type=refresh_token`: rotates the refresh token, under the same `sid`. With an organization it moves the
 * session there; without one the session stays in its most recent organization.
 *
 * Undocumented by WorkOS, so each is a setting:
 * - `replayOtherOrganization`: a replay within the grace period that names another organization returns the first pair, or is
 *   refused;
 * - `refusedSwitchSpendsToken`: a rejected move to an organization uses the token, and a replay that names the session's own
 *   organization returns the next pair.
 *
 * @throws {Refusal} `invalid_grant`, or the error of {@link refusedEntry}
 */
export async function exchangeRefreshToken(
  context: AuthKitContext,
  request: { readonly refreshToken: string; readonly organizationId: string | undefined },
  entry: LogEntry,
): Promise<AuthenticateResponse> {
  const { state, now } = context;
  const token = state.refreshTokens.get(request.refreshToken);
  const session = token && state.sessions.get(token.sid);
  const user = session && state.memberships.user(session.userId);
  if (!token || !session || !user) throw oauthError('invalid_grant', 'Invalid refresh token.');
  if (hasEnded(session, state.settings, now()))
    throw oauthError('invalid_grant', 'Session has already ended.');

  if (token.exchange) {
    const graceOver = now() - token.exchange.at >= state.settings.refreshGrace * 1000;
    if (graceOver || token.exchange.response === undefined)
      throw oauthError('invalid_grant', 'Refresh token already exchanged');
    const replayed = await token.exchange.response;
    const isOther =
      request.organizationId !== undefined && request.organizationId !== replayed.organization_id;
    if (isOther && state.settings.replayOtherOrganization === 'refuse')
      throw oauthError('invalid_grant', 'Refresh token already exchanged');
    entry.outcome = 'replay';
    entry.organization = replayed.organization_id ?? null;
    return replayed;
  }

  const organizationId = request.organizationId ?? session.organizationId;
  if (session.impersonation && organizationId !== session.impersonation.organizationId)
    throw oauthError('organization_membership_not_found', 'An impersonation is limited to one organization.');
  if (organizationId !== undefined) {
    const refused = refusedEntry(user, organizationId, state.memberships, session.steppedUpFor);
    if (refused) {
      if (state.settings.refusedSwitchSpendsToken && organizationId !== session.organizationId)
        token.exchange = { at: now(), response: issueTokens(context, user, session) };
      throw refused;
    }
  }
  session.organizationId = organizationId;
  session.lastExchangeAt = now();
  const response = issueTokens(context, user, session);
  token.exchange = { at: now(), response };
  return response;
}
