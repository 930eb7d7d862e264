import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { JWTVerifyGetKey } from 'jose';
import type { PushHints } from '../../server/push/push-hints.ts';
import { respondWithDownload } from '../../server/tickets/respond-with-download.ts';
import { createTicketIssuer, type TicketIssuer } from '../../server/tickets/ticket-issuer.ts';
import type { SessionHints } from '../../server/webhooks/session-hints.ts';
import type { OrganizationDirectory } from '../organization-directory.ts';
import { cachedRoutes } from './cached.ts';
import { allowOrigins } from './cors.ts';
import { creationRoutes } from './create-organization.ts';
import { echoRoutes } from './echo.ts';
import { healthRoute } from './health.ts';
import { createKeySet } from './key-set.ts';
import { meRoutes } from './me.ts';
import { noteRoutes } from './notes.ts';
import { organizationRoutes } from './organizations.ts';
import { notFound, problem } from './problem.ts';
import { pushRoutes } from './push.ts';
import { redirectRoutes } from './redirect.ts';
import { requireToken, requireUser } from './require-token.ts';
import type { Storage } from './storage.ts';
import { ticketRoutes } from './tickets.ts';
import { UnavailableError } from './unavailable-error.ts';

export { createKeySet } from './key-set.ts';
export { createMemoryStorage } from './memory-storage.ts';
export type { Note, NoteStore } from './note-store.ts';
export type { Storage } from './storage.ts';

/** The settings of the example API. */
export interface ApiOptions {
  /** AuthKit's JWKS. */
  readonly jwksUri: string;
  /** The issuer, or every issuer, that tokens may name. */
  readonly issuer: string | readonly string[];
  readonly clientId: string;
  readonly directory: OrganizationDirectory;
  /** The exact origins that may call the API. Set only for the listener on another origin. */
  readonly corsOrigins?: readonly string[];
  /** Shared by the same-origin and the cross-origin app. */
  readonly storage: Storage;
  /** From {@link createKeySet}, so that two apps share the keys. Default: each app reads `jwksUri` itself. */
  readonly keys?: JWTVerifyGetKey;
  /** Issues and redeems tickets. Shared with the sockets. Default: a new issuer for the tickets of `storage`. */
  readonly tickets?: TicketIssuer;
  /** Hints about sessions, for the event streams. Default: none. */
  readonly hints?: Pick<SessionHints, 'subscribe'>;
  /** Stores the push subscriptions of sessions at `/api/push`. Default: no such route. */
  readonly push?: Pick<PushHints, 'respond'>;
  /** Receives the webhooks of WorkOS at `/api/webhooks/workos`. Default: no such route. */
  readonly receiveWebhook?: (request: Request) => Promise<Response>;
  /** Logs errors: unexpected ones, and dependencies that are not reachable. Default: `console.error` for unexpected ones. */
  readonly reportError?: (error: unknown) => void;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
}

const isConnectionReset = (error: Error): boolean => 'code' in error && error.code === 'ECONNRESET';

/** `no-store` unless a route sets another value, because most responses depend on the token. */
const privateByDefault = createMiddleware(async (c, next) => {
  await next();
  if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
  c.header('X-Content-Type-Options', 'nosniff');
});

/**
 * The example API: the resource server of the reference app. Every route is under `/api`. All routes except
 * `/api/orgs/:slug` require an access token. Every error is a problem document (RFC 9457).
 *
 * @example const storage = createMemoryStorage(); const keys = createKeySet(jwksUri); const api = createApi({ jwksUri,
 *   issuer, clientId, directory, storage, keys }); const crossOrigin = createApi({ jwksUri, issuer, clientId,
 *   directory, storage, keys, corsOrigins: [appOrigin] });
 */
export function createApi(options: ApiOptions): Hono {
  const { directory, storage, issuer, clientId, now = Date.now } = options;
  const tickets = options.tickets ?? createTicketIssuer({ store: storage.tickets, now });
  const rules = { keys: options.keys ?? createKeySet(options.jwksUri, now), issuer, clientId, now };
  const verifyToken = requireToken({ ...rules, tickets });

  const api = new Hono();
  if (options.corsOrigins !== undefined) api.use(allowOrigins(options.corsOrigins));
  api.use('/api/*', privateByDefault);

  api.route('/healthz', healthRoute(storage));
  api.route('/api/orgs', organizationRoutes(directory));
  // A form without a token: its ticket is redeemed by the route that it is for.
  api.post('/api/tickets/download', (c) => respondWithDownload(c.req.raw, (request) => api.fetch(request)));
  // A ticket must not be able to get another ticket.
  api.use('/api/tickets/*', requireToken(rules));
  api.use('/api/me/*', requireUser({ ...rules, tickets }));
  for (const path of ['notes', 'echo', 'cached', 'redirect']) api.use(`/api/${path}/*`, verifyToken);
  api.use('/api/organizations/*', requireUser(rules));
  api.route('/api/organizations', creationRoutes({ directory, ...storage }));
  api.route('/api/me', meRoutes(directory));
  api.route('/api/notes', noteRoutes({ notes: storage.notes, directory, hints: options.hints, now }));
  api.route('/api/echo', echoRoutes());
  api.route('/api/cached', cachedRoutes(directory));
  api.route('/api/redirect', redirectRoutes());
  api.route('/api/tickets', ticketRoutes(tickets));

  const { push, receiveWebhook } = options;
  if (push !== undefined) {
    api.use('/api/push/*', requireUser(rules));
    api.route('/api/push', pushRoutes(push));
  }
  if (receiveWebhook !== undefined) api.post('/api/webhooks/workos', (c) => receiveWebhook(c.req.raw));

  // As a route and as the fallback, because an app that mounts this one has its own fallback.
  api.all('/api/*', (c) => notFound(c));
  api.notFound(notFound);
  api.onError((error, c) => {
    if (error instanceof UnavailableError) {
      options.reportError?.(error);
      return problem(c, 503, {
        code: 'temporarily_unavailable',
        title: 'Temporarily unavailable',
        detail: error.message,
        headers: { 'Retry-After': String(error.retryAfter) },
      });
    }
    // A client that leaves while it sends its body is no fault of this API, and gets no response.
    if (c.req.raw.signal.aborted && isConnectionReset(error))
      return problem(c, 400, { code: 'request_aborted', title: 'Request aborted' });
    (options.reportError ?? console.error)(error);
    return problem(c, 500, { code: 'internal_error', title: 'Internal error' });
  });
  return api;
}
