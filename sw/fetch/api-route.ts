import { Route, type Router } from 'workbox-routing';
import type { OrganizationDirectory } from '../../src/keyring/organizations/organization-directory.ts';
import type { LoggedEvent } from '../../src/keyring/ports/observer.ts';
import type { SessionManager } from '../../src/keyring/session-manager.ts';
import { LARGE_BODY_HEADER } from '../../src/protocol/announcement.ts';
import type { ApiRule, UnconnectedPages } from '../../src/protocol/configuration.ts';
import { KeyringError } from '../../src/protocol/errors.ts';
import type { Organization } from '../../src/protocol/session-status.ts';
import { isInvalidToken } from './attach-token.ts';
import { type BindRequestParts, bindRequest } from './bind-request.ts';
import { copyBody } from './body-copy.ts';
import { apiOf } from './match-api.ts';
import { isNamed } from './named-organization.ts';
import type { PageRequests } from './page-requests.ts';
import { problemResponse } from './problem.ts';
import { type SendToApiParts, sendToApi } from './send-to-api.ts';

/** What the API route needs. */
export interface ApiRouteParts extends BindRequestParts, SendToApiParts {
  readonly directory: OrganizationDirectory;
  readonly sessions: SessionManager;
  /** Tells the page of the request that the user has to sign in. */
  readonly notifyAuthorizationRequired: (clientId: string, organization: Organization) => void;
  readonly log: (event: LoggedEvent) => void;
  readonly unconnectedPages: UnconnectedPages;
  readonly pageRequests: Pick<PageRequests, 'endOf'>;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * Routes the requests of pages to an API of the allow-list: those of scripts (`destination` is empty), and those of
 * media elements if the API opts in, never a navigation (R6). All other requests pass unchanged.
 */
export function registerApiRoute(router: Router, parts: ApiRouteParts): void {
  for (const method of METHODS) {
    router.registerRoute(
      new Route(
        ({ request }) => apiOf(request, parts.apis) !== undefined,
        ({ event, request }) => respond(request, clientIdOf(event), parts),
        method,
      ),
    );
  }
}

/** Refuses a request to an API with a method that no route takes. It must not pass to the network (R7). */
export function refuseUnroutedMethod(request: Request, apis: readonly ApiRule[]): Response | undefined {
  if (METHODS.some((method) => method === request.method) || apiOf(request, apis) === undefined)
    return undefined;
  return problemResponse(
    new KeyringError('method_refused', `The method ${request.method} is not routed to this API.`),
  );
}

async function respond(request: Request, clientId: string, parts: ApiRouteParts): Promise<Response> {
  const startedAt = performance.now();
  // From the start: a page may leave while its request waits for a token.
  const left = parts.pageRequests.endOf(request);
  let organization: Organization | undefined;
  if (await passesUnchanged(request, clientId, parts)) return fetch(request);
  try {
    const binding = await bindRequest(request, clientId, parts);
    organization = await parts.directory.find(binding.slug);
    const isLarge = request.headers.has(LARGE_BODY_HEADER);
    const accessToken = await parts.sessions.accessToken(organization, { isForLargeBody: isLarge });
    const readCopy = copyBody(request);
    const response = await sendToApi({ request, organization, left }, accessToken, parts);
    const duration = performance.now() - startedAt;
    parts.log({ event: 'call', organizationId: organization.id, detail: binding.by, duration });
    if (!isInvalidToken(response)) return response;
    const replacement = await parts.sessions.replaceRejectedToken(organization, accessToken);
    if (replacement === undefined) return response;
    await response.body?.cancel();
    const body = await readCopy();
    if (body === 'too-large') {
      throw new KeyringError(
        'body_not_repeated',
        'The API rejected the access token of this request, and its body is too large to be sent again. Repeat it.',
        { retryAfter: 1 },
      );
    }
    const again = { request, organization, left, ...(body !== 'none' && { body }) };
    const replayed = await sendToApi(again, replacement, parts);
    if (isInvalidToken(replayed)) parts.sessions.reportRefusedReplacement(organization, replacement);
    return replayed;
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    if (error.code === 'authorization_required' && organization !== undefined) {
      parts.notifyAuthorizationRequired(clientId, organization);
    }
    const { code, message, reason, retryAfter } = error;
    parts.log({ event: 'call-refused', organizationId: organization?.id ?? null, detail: code });
    const organizationSlug = organization?.slug ?? error.organizationSlug;
    return problemResponse(new KeyringError(code, message, { organizationSlug, reason, retryAfter }));
  }
}

/** Whether a call belongs to a page that was opened before the deployment and still sends its own `Authorization`. */
async function passesUnchanged(request: Request, clientId: string, parts: ApiRouteParts): Promise<boolean> {
  return (
    parts.unconnectedPages === 'pass' &&
    !isNamed(request.headers) &&
    !(await parts.announcements.isConnected(clientId))
  );
}

function clientIdOf(event: ExtendableEvent): string {
  return event instanceof FetchEvent ? event.clientId : '';
}
