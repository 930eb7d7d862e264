import { Route, type Router } from 'workbox-routing';
import type { OrganizationDirectory } from '../../src/keyring/organizations/organization-directory.ts';
import type { LoggedEvent } from '../../src/keyring/ports/observer.ts';
import type { IdentityProvider } from '../../src/keyring/ports/provider.ts';
import type { SessionManager } from '../../src/keyring/session-manager.ts';
import { LARGE_BODY_HEADER, ownerText } from '../../src/protocol/announcement.ts';
import type { ApiRule, BindingMode, UnconnectedPages } from '../../src/protocol/configuration.ts';
import { isDevelopmentHost } from '../../src/protocol/development-host.ts';
import { KeyringError } from '../../src/protocol/errors.ts';
import type { RuntimeMistake } from '../../src/protocol/finding.ts';
import type { KeyringPaths } from '../../src/protocol/paths.ts';
import type { Organization } from '../../src/protocol/session-status.ts';
import { ticketOfAuthorization } from '../../src/protocol/ticket.ts';
import { WITHOUT_ORGANIZATION } from '../../src/protocol/without-organization.ts';
import type { Announcements } from './announcements.ts';
import { attachToken, isInvalidToken } from './attach-token.ts';
import { type Binding, bindOrganization } from './bind-organization.ts';
import { copyBody } from './body-copy.ts';
import type { EventStreams } from './event-streams.ts';
import { matchApi } from './match-api.ts';
import { isNamed, isOfNamedOwner, namedOrganization } from './named-organization.ts';
import type { PageRequests } from './page-requests.ts';
import { unboundError, warnOfPlainCall } from './plain-call.ts';
import { problemResponse } from './problem.ts';

/** What the API route needs. */
export interface ApiRouteParts {
  readonly apis: readonly ApiRule[];
  readonly paths: KeyringPaths;
  readonly announcements: Announcements;
  readonly directory: OrganizationDirectory;
  readonly sessions: SessionManager;
  /** Tells the page of the request that the user has to sign in. */
  readonly notifyAuthorizationRequired: (clientId: string, organization: Organization) => void;
  readonly log: (event: LoggedEvent) => void;
  /** Reads the claims of an access token, for the last check before it is sent. */
  readonly readClaims: IdentityProvider['readClaims'];
  readonly streams: Pick<EventStreams, 'endOf'>;
  readonly binding: BindingMode;
  readonly unconnectedPages: UnconnectedPages;
  /** Reports a mistake of the app to its developer. */
  readonly report: (mistake: RuntimeMistake) => void;
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

const MEDIA: ReadonlySet<string> = new Set(['image', 'audio', 'video', 'track']);

/** The rule of the API that a request is for. `undefined`: the keyring does not handle the request. */
function apiOf({ url, mode, destination, headers }: Request, apis: readonly ApiRule[]): ApiRule | undefined {
  // A ticket is for requests past the worker, such as an upload whose progress a page shows.
  if (ticketOfAuthorization(headers.get('Authorization')) !== undefined) return undefined;
  const api = mode === 'navigate' ? undefined : matchApi(new URL(url), apis);
  return destination === '' || (api?.media === true && MEDIA.has(destination)) ? api : undefined;
}

async function respond(request: Request, clientId: string, parts: ApiRouteParts): Promise<Response> {
  const startedAt = performance.now();
  // From the start: a page may leave while its request waits for a token.
  const left = parts.pageRequests.endOf(request);
  /** null: the session without an organization. `undefined`: not known yet. */
  let organization: Organization | null | undefined;
  if (await passesUnchanged(request, clientId, parts)) return fetch(request);
  try {
    const binding = await bind(request, clientId, parts);
    organization = binding.type === 'bound' ? await parts.directory.find(binding.slug) : null;
    const isForLargeBody = request.headers.has(LARGE_BODY_HEADER);
    const accessToken = await parts.sessions
      .accessToken(organization, { isForLargeBody })
      .catch((error: unknown) => throwRefusal(error, binding, parts.binding));
    const readCopy = copyBody(request);
    const response = await send({ request, organization, left }, accessToken, parts);
    const duration = performance.now() - startedAt;
    parts.log({ event: 'call', organizationId: organization?.id ?? null, detail: binding.by, duration });
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
    const replayed = await send(again, replacement, parts);
    if (isInvalidToken(replayed)) parts.sessions.reportRefusedReplacement(organization, replacement);
    return replayed;
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    if (error.code === 'authorization_required' && organization) {
      parts.notifyAuthorizationRequired(clientId, organization);
    }
    const { code, message, reason, retryAfter } = error;
    parts.log({ event: 'call-refused', organizationId: organization?.id ?? null, detail: code });
    const organizationSlug = organization?.slug ?? error.organizationSlug;
    return problemResponse(new KeyringError(code, message, { organizationSlug, reason, retryAfter }));
  }
}

type Bound = Exclude<Binding, { readonly type: 'unbound' }>;

async function bind(request: Request, clientId: string, parts: ApiRouteParts): Promise<Bound> {
  const { announcements, binding: mode, paths, report } = parts;
  const evidence = {
    header: namedOrganization(request.headers),
    referrer: request.referrer,
    origin: location.origin,
    paths,
    mode,
  };
  let binding = bindOrganization({ ...evidence, announced: undefined });
  // Header and URL come first. Only without them the announcement is read, which a new worker reads from the database.
  if (binding.type === 'unbound' && evidence.header === null && mode === 'url') {
    const announced = await announcements.get(clientId, request.method);
    binding = bindOrganization({ ...evidence, announced });
  }
  if (binding.type === 'unbound') throw unboundError(mode);
  if (binding.type === 'bound' && binding.by === 'url' && isDevelopmentHost(location.hostname)) {
    const { slug } = binding;
    // The call does not wait for the warning.
    void announcements
      .get(clientId, request.method)
      .then((announced) => warnOfPlainCall({ slug, announced, url: request.url }, report))
      .catch(() => {});
  }
  return binding;
}

/** A plain call of a page of no organization is bound only if the session without an organization exists. */
function throwRefusal(error: unknown, { type, by }: Bound, mode: BindingMode): never {
  const isAbsent = error instanceof KeyringError && ['absent', 'signed-out'].includes(error.reason ?? '');
  throw type === 'bound-to-none' && by === 'announcement' && isAbsent ? unboundError(mode) : error;
}

/** Whether a call belongs to a page that was opened before the deployment and still sends its own `Authorization`. */
async function passesUnchanged(request: Request, clientId: string, parts: ApiRouteParts): Promise<boolean> {
  return (
    parts.unconnectedPages === 'pass' &&
    !isNamed(request.headers) &&
    !(await parts.announcements.isConnected(clientId))
  );
}

/** A request on its way to an API. */
interface Outgoing {
  readonly request: Request;
  /** null: none. */
  readonly organization: Organization | null;
  /** Aborts when the page no longer wants the response. */
  readonly left: AbortSignal | undefined;
  /** The body, if that of the request has been sent before. */
  readonly body?: BufferSource;
}

/** The one place where a token leaves the worker: checked once more against the organization and owner of the request. */
async function send(
  { request, organization, left, body }: Outgoing,
  accessToken: string,
  { apis, streams, readClaims }: ApiRouteParts,
): Promise<Response> {
  const claims = readClaims(accessToken);
  const isUnreadable = claims.subject === null;
  if (isUnreadable || claims.organizationId !== (organization?.id ?? null)) {
    const where = organization === null ? '' : ` to ${organization.name}`;
    throw new KeyringError('authorization_required', `Sign in${where} to continue.`, {
      reason: 'wrong_organization',
    });
  }
  const userId = claims.subject ?? '';
  const organizationId = organization?.id ?? WITHOUT_ORGANIZATION;
  if (!isOfNamedOwner(request.headers, ownerText({ organizationId, userId }))) {
    throw new KeyringError('organization_unbound', 'This request belongs to the session of another user.', {
      reason: 'wrong_user',
    });
  }
  const ends = [streams.endOf(request), left].filter((end) => end !== undefined);
  const authorized = await attachToken(request, accessToken, apiOf(request, apis), body);
  const sending = ends.length > 0 ? fetch(authorized, { signal: AbortSignal.any(ends) }) : fetch(authorized);
  return sending.catch(() => Response.error());
}

function clientIdOf(event: ExtendableEvent): string {
  return event instanceof FetchEvent ? event.clientId : '';
}
