import type { OrganizationDirectory } from '../../src/keyring/organizations/organization-directory.ts';
import type { LoggedEvent } from '../../src/keyring/ports/observer.ts';
import { otherUserError } from '../../src/keyring/session/assert-active.ts';
import type { SessionManager } from '../../src/keyring/session-manager.ts';
import { LARGE_BODY_HEADER } from '../../src/protocol/announcement.ts';
import type { ApiRule, BindingMode, UnconnectedPages } from '../../src/protocol/configuration.ts';
import { KeyringError } from '../../src/protocol/errors.ts';
import type { Organization } from '../../src/protocol/session-status.ts';
import { isInvalidToken } from './attach-token.ts';
import { saysUrl } from './bind-organization.ts';
import { type BindRequestParts, type Bound, bindRequest } from './bind-request.ts';
import { copyBody } from './body-copy.ts';
import { apiOf } from './match-api.ts';
import { isNamed } from './named-organization.ts';
import type { PageRequests } from './page-requests.ts';
import { unboundError } from './plain-call.ts';
import { problemResponse } from './problem.ts';
import { type Outgoing, type SendToApiParts, sendToApi } from './send-to-api.ts';
import { type Answered, type StepUpParts, stepUp } from './step-up.ts';

/** What responding to API calls needs. */
export interface ApiResponderParts extends BindRequestParts, SendToApiParts, StepUpParts {
  readonly apis: readonly ApiRule[];
  readonly directory: OrganizationDirectory;
  readonly sessions: SessionManager;
  /** Tells the page of the request that the user has to sign in. */
  readonly notifyAuthorizationRequired: (clientId: string, organization: Organization) => void;
  readonly log: (event: LoggedEvent) => void;
  readonly unconnectedPages: UnconnectedPages;
  readonly pageRequests: Pick<PageRequests, 'endOf'>;
}

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Responds to a request to an API. `undefined`: it is for none. */
export type ApiResponder = (request: Request, clientId: string) => Promise<Response> | Response | undefined;

/**
 * Responds to the requests of pages to an API of the allow-list: those of scripts (`destination` is empty), and those of
 * media elements if the API opts in, never a navigation (R6). All other requests pass unchanged. A request with another
 * method is refused: it must not pass to the network (R7).
 *
 * It is no route of the router, which would parse the URL of each call again for the other routes.
 */
export function createApiResponder(parts: ApiResponderParts): ApiResponder {
  return (request, clientId) => {
    const api = apiOf(request, parts.apis);
    // An API can be the whole origin of the app.
    if (api === undefined || request.url === location.origin + parts.paths.announcement) return undefined;
    const { method } = request;
    if (METHODS.includes(method)) return respond(request, { api, clientId }, parts);
    return problemResponse(
      new KeyringError('method_refused', `The method ${method} is not routed to this API.`),
    );
  };
}

async function respond(
  request: Request,
  { api, clientId }: Pick<Outgoing, 'api' | 'clientId'>,
  parts: ApiResponderParts,
): Promise<Response> {
  const startedAt = performance.now();
  // From the start: a page may leave while its request waits for a token.
  const left = parts.pageRequests.endOf(request);
  /** null: the session without an organization. `undefined`: not known yet. */
  let organization: Organization | null | undefined;
  // A page that was opened before the deployment still sends its own `Authorization`.
  const mayPass = parts.unconnectedPages === 'pass' && !isNamed(request.headers);
  // Before the first wait: what the page announces during it is not about this request.
  const announced = mayPass
    ? parts.announcements.get(clientId, request.method, saysUrl(request.referrer, location.origin))
    : undefined;
  announced?.catch(() => {});
  if (mayPass && !(await parts.announcements.isConnected(clientId))) return fetch(request);
  try {
    const binding = await bindRequest({ request, clientId, announced }, parts);
    organization = binding.type === 'bound' ? await parts.directory.find(binding.slug) : null;
    const isForLargeBody = request.headers.has(LARGE_BODY_HEADER);
    const accessToken = await parts.sessions
      .accessToken(organization, { isForLargeBody })
      .catch((error: unknown) => throwRefusal(error, binding, parts.binding));
    const readCopy = copyBody(request);
    const outgoing = { request, api, clientId, organization, left };
    const response = await sendToApi(outgoing, accessToken, parts);
    const duration = performance.now() - startedAt;
    parts.log({ event: 'call', organizationId: organization?.id ?? null, detail: binding.by, duration });
    const answered = { outgoing, accessToken, readCopy, response };
    return await stepUp(await replaceToken(answered, parts), parts);
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    if (error.code === 'authorization_required' && organization) {
      parts.notifyAuthorizationRequired(clientId, organization);
    }
    parts.log({ event: 'call-refused', organizationId: organization?.id ?? null, detail: error.code });
    return problemResponse(error, organization?.slug);
  }
}

/** Sends a request again with another access token if the API refused its token. At most once (R34). */
async function replaceToken(answered: Answered, parts: ApiResponderParts): Promise<Answered> {
  const { outgoing, accessToken, readCopy, response } = answered;
  const { organization } = outgoing;
  if (!isInvalidToken(response)) return answered;
  const replacement = await parts.sessions.replaceRejectedToken(organization, accessToken);
  if (replacement === undefined) return answered;
  await response.body?.cancel();
  // Another user may have signed in meanwhile.
  if (parts.readClaims(replacement).subject !== parts.readClaims(accessToken).subject) throw otherUserError();
  const body = await readCopy();
  if (body === 'too-large') {
    throw new KeyringError(
      'body_not_repeated',
      'The API rejected the access token of this request, and its body cannot be sent again. Repeat it.',
      { retryAfter: 1 },
    );
  }
  const again = { ...outgoing, ...(body !== 'none' && { body }) };
  const replayed = await sendToApi(again, replacement, parts);
  if (isInvalidToken(replayed)) parts.sessions.reportRefusedReplacement(organization, replacement);
  return { ...answered, accessToken: replacement, response: replayed };
}

/** A plain call of a page of no organization is bound only if the session without an organization exists. */
function throwRefusal(error: unknown, { type, by }: Bound, mode: BindingMode): never {
  const isAbsent = error instanceof KeyringError && ['absent', 'signed-out'].includes(error.reason ?? '');
  throw type === 'bound-to-none' && by === 'announcement' && isAbsent ? unboundError(mode) : error;
}
