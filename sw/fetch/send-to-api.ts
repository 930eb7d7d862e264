import type { IdentityProvider } from '../../src/keyring/ports/provider.ts';
import { ownerText } from '../../src/protocol/announcement.ts';
import type { ApiRule } from '../../src/protocol/configuration.ts';
import { KeyringError } from '../../src/protocol/errors.ts';
import type { Organization } from '../../src/protocol/session-status.ts';
import { attachToken } from './attach-token.ts';
import type { EventStreams } from './event-streams.ts';
import { apiOf } from './match-api.ts';
import { isOfNamedOwner } from './named-organization.ts';

/** What sending needs. */
export interface SendToApiParts {
  readonly apis: readonly ApiRule[];
  /** Reads the claims of an access token, for the last check before it is sent. */
  readonly readClaims: IdentityProvider['readClaims'];
  readonly streams: Pick<EventStreams, 'endOf'>;
}

/** A request on its way to an API. */
interface Outgoing {
  readonly request: Request;
  readonly organization: Organization;
  /** Aborts when the page no longer wants the response. */
  readonly left: AbortSignal | undefined;
  /** The body, if that of the request has been sent before. */
  readonly body?: BufferSource;
}

/** The one place where a token leaves the worker: checked once more against the organization and owner of the request. */
export async function sendToApi(
  { request, organization, left, body }: Outgoing,
  accessToken: string,
  { apis, streams, readClaims }: SendToApiParts,
): Promise<Response> {
  const claims = readClaims(accessToken);
  if (claims.organizationId !== organization.id) {
    throw new KeyringError('authorization_required', `Sign in to ${organization.name} to continue.`, {
      reason: 'wrong_organization',
    });
  }
  const userId = claims.subject ?? '';
  if (!isOfNamedOwner(request.headers, ownerText({ organizationId: organization.id, userId }))) {
    throw new KeyringError('organization_unbound', 'This request belongs to the session of another user.', {
      reason: 'wrong_user',
    });
  }
  const ends = [streams.endOf(request), left].filter((end) => end !== undefined);
  const outgoing = await attachToken(request, accessToken, apiOf(request, apis), body);
  const sending = ends.length > 0 ? fetch(outgoing, { signal: AbortSignal.any(ends) }) : fetch(outgoing);
  return sending.catch(() => Response.error());
}
