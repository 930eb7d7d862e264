import type { IdentityProvider } from '../../src/keyring/ports/provider.ts';
import { otherUserError } from '../../src/keyring/session/assert-active.ts';
import { ownerText } from '../../src/protocol/announcement.ts';
import type { ApiRule } from '../../src/protocol/configuration.ts';
import { KeyringError } from '../../src/protocol/errors.ts';
import type { Organization } from '../../src/protocol/session-status.ts';
import { WITHOUT_ORGANIZATION } from '../../src/protocol/without-organization.ts';
import { attachToken } from './attach-token.ts';
import type { EventStreams } from './event-streams.ts';
import { isOfNamedOwner } from './named-organization.ts';
import type { OpenResponses } from './open-responses.ts';

/** What sending needs. */
export interface SendToApiParts {
  /** Reads the claims of an access token, for the last check before it is sent. */
  readonly readClaims: IdentityProvider['readClaims'];
  readonly streams: Pick<EventStreams, 'endOf'>;
  readonly openResponses: Pick<OpenResponses, 'add'>;
}

/** A request on its way to an API. */
export interface Outgoing {
  readonly request: Request;
  readonly api: ApiRule;
  /** The page, frame or worker that sent it. */
  readonly clientId: string;
  /** null: the session without an organization. */
  readonly organization: Organization | null;
  /** Aborts when the page no longer wants the response. */
  readonly left: AbortSignal | undefined;
  /** The user that it must be sent for. Left out: any. */
  readonly userId?: string;
  /** The body, if that of the request has been sent before. */
  readonly body?: BufferSource;
}

/** The one place where a token leaves the worker: checked once more against the organization and owner of the request. */
export async function sendToApi(
  { request, api, clientId, organization, left, userId: expected, body }: Outgoing,
  accessToken: string,
  { streams, openResponses, readClaims }: SendToApiParts,
): Promise<Response> {
  const { subject: userId, organizationId } = readClaims(accessToken);
  if (userId === null || organizationId !== (organization?.id ?? null)) {
    const where = organization === null ? '' : ` to ${organization.name}`;
    throw new KeyringError('authorization_required', `Sign in${where} to continue.`, {
      reason: 'wrong_organization',
    });
  }
  const owner = ownerText({ organizationId: organizationId ?? WITHOUT_ORGANIZATION, userId });
  if ((expected ?? userId) !== userId || !isOfNamedOwner(request.headers, owner)) throw otherUserError();
  const ends = [streams.endOf(request), left].filter((end) => end !== undefined);
  const end = ends.length > 1 ? AbortSignal.any(ends) : ends[0];
  const outgoing = await attachToken(request, accessToken, api, {
    ...(body && { body }),
    ...(end && { signal: end }),
  });
  const deleteResponse = openResponses.add(outgoing.url, { clientId, end });
  return fetch(outgoing).catch(() => {
    deleteResponse();
    return Response.error();
  });
}
