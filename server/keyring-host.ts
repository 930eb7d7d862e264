import { callbackFallback, callbackFallbackPolicy } from './callback-fallback.ts';
import { checkRequest } from './check-function.ts';
import { checkHostOptions, type KeyringHostOptions } from './host-options.ts';
import { createKeySetRoute } from './key-set-route.ts';
import type { ServerObserver } from './observe/server-event.ts';
import { traceRequest } from './observe/tracer.ts';
import { PROBE_COOKIES } from './probe.ts';
import { isWorkerLoad } from './script-request.ts';
import { createScriptRoute } from './script-route.ts';
import { documentHeaders, TRACELESS_HEADERS } from './security-headers.ts';

/** The server half of org-keyring, for any server. `org-keyring/server/hono` and `/node` adapt it. */
export interface KeyringHostHandler {
  /** The origin that browsers see. */
  readonly origin: string;
  /**
   * Serves the keyring's own paths. Returns `undefined` for requests that the app has to serve; the app's response then
   * needs {@link addDocumentHeaders}.
   */
  handle(request: Request): Promise<Response | undefined>;
  /**
   * The headers of every other response of the origin, error pages included. A name may come twice: `Set-Cookie` is
   * added to the response's own. Any other header yields to one that the response has.
   *
   * @param contentType of the response; documents get two cookies more
   */
  documentHeaders(contentType: string | null): readonly HeaderEntry[];
  /** The same response with {@link documentHeaders}. */
  addDocumentHeaders(response: Response): Response;
}

/** A header of a response. */
export type HeaderEntry = readonly [name: string, value: string];

/** The default path of the key set on the app's origin, for `KeyringConfiguration.jwksUri`. */
export const JWKS_PATH = '/auth/jwks';

/**
 * Creates the server half of org-keyring. It serves the worker script with its configuration and the device's key, the
 * key set, and the page for a callback that no worker took, and rejects requests to load any other file as a service
 * worker.
 *
 * @throws KeyringConfigurationError that names the setting, also one that does not exist, such as a misspelt name
 * @example
 * const host = createKeyringHost({ configuration, readWorkerScript, authKitJwksUri, vaultSecrets });
 * const response = (await host.handle(request)) ?? host.addDocumentHeaders(await app.fetch(request));
 */
export function createKeyringHost(options: KeyringHostOptions): KeyringHostHandler {
  const parts = checkHostOptions(options);
  const { configuration, origin } = parts;
  const { paths } = configuration;
  const callbackPath = new URL(configuration.redirectUri).pathname;
  const keySet = new URL(configuration.jwksUri);
  const keySetPath = keySet.origin === origin ? keySet.pathname : undefined;
  const serveScript = createScriptRoute(parts);
  const serveKeySet = createKeySetRoute(parts);
  const headers = Object.entries(documentHeaders(parts));
  const probes = configuration.vault === 'sealed' ? PROBE_COOKIES : [];

  const documentHeadersOf = (contentType: string | null): readonly HeaderEntry[] =>
    contentType?.startsWith('text/html') === true
      ? [...headers, ...probes.map((cookie) => ['Set-Cookie', cookie] as const)]
      : headers;

  const addDocumentHeaders = (response: Response): Response => {
    // A WebSocket upgrade or a network error cannot be rebuilt as a `Response`, and neither is a document.
    if (response.status < 200) return response;
    // The headers of a response that was fetched cannot be changed.
    const changed = new Response(response.body, response);
    for (const [name, value] of documentHeadersOf(response.headers.get('Content-Type'))) {
      if (name === 'Set-Cookie') changed.headers.append(name, value);
      else if (!changed.headers.has(name)) changed.headers.set(name, value);
    }
    return changed;
  };

  /** The keyring's own route of a request; `undefined` for those of the app. */
  const routeOf = (request: Request): Route | undefined => {
    checkRequest(request);
    const { pathname } = new URL(request.url);
    if (pathname === paths.workerScript)
      return { route: 'worker_script', respond: () => serveScript(request) };
    // No other file of this origin may become a worker, because it could intercept every request that the keyring's
    // worker sees.
    if (isWorkerLoad(request.headers))
      return { route: 'other_worker', respond: async () => refuseWorker(parts.observe) };
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    if (pathname === callbackPath)
      return { route: 'callback', respond: () => serveCallback(paths.scope, parts.observe) };
    if (pathname === keySetPath) return { route: 'key_set', respond: () => serveKeySet(request) };
    const { manifests } = options;
    return manifests && { route: 'manifest', respond: () => manifests(request, paths) };
  };

  const respond = async (request: Request): Promise<Response | undefined> => {
    const found = routeOf(request);
    if (found === undefined) return undefined;
    // The module of manifests also sees requests for the app, which are no spans of the keyring.
    const isOwn = found.route !== 'manifest' || new URL(request.url).pathname.startsWith(paths.manifests);
    const { route } = found;
    return traceRequest(isOwn ? options.tracer : undefined, { route, method: request.method }, found.respond);
  };

  return {
    origin,
    documentHeaders: documentHeadersOf,
    addDocumentHeaders,
    async handle(request) {
      const response = await respond(request);
      if (response === undefined) return undefined;
      const secured = addDocumentHeaders(response);
      if (request.method !== 'HEAD') return secured;
      await secured.body?.cancel();
      return new Response(null, secured);
    },
  };
}

/** A route of the keyring, and its name in spans. */
interface Route {
  readonly route: string;
  readonly respond: () => Promise<Response | undefined>;
}

function refuseWorker(observe: ServerObserver): Response {
  observe({ type: 'other_worker', outcome: 'refused' });
  // A cache that stores errors would send it to everyone who loads the file as a script.
  return new Response('Not a worker\n', { status: 403, headers: { 'Cache-Control': 'no-store' } });
}

async function serveCallback(home: string, observe: ServerObserver): Promise<Response> {
  observe({ type: 'callback', outcome: 'unhandled' });
  return new Response(callbackFallback(home), {
    headers: {
      ...TRACELESS_HEADERS,
      'Content-Type': 'text/html; charset=UTF-8',
      'Content-Security-Policy': await callbackFallbackPolicy(),
    },
  });
}
