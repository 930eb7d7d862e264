import { Hono } from 'hono';
import { CALLBACK_FALLBACK, callbackFallbackPolicy } from './callback-fallback.ts';
import { PROBE_COOKIES } from './probe.ts';
import { isWorkerLoad, SCRIPT_PATH } from './script-request.ts';
import { createScriptRoute, type ScriptRouteOptions } from './script-route.ts';
import { documentHeaders, type HeaderOptions, TRACELESS_HEADERS } from './security-headers.ts';

/** What a host of org-keyring serves from. */
export interface KeyringHostOptions extends HeaderOptions, ScriptRouteOptions {
  /** AuthKit's key set, which the host passes on: whether WorkOS sends CORS headers with it is not documented. */
  readonly authKitJwksUri: string;
  readonly fetch?: typeof fetch;
}

/** The path of the key set on this origin; `KeyringConfiguration.jwksUri` names it. */
export const JWKS_PATH = '/auth/jwks';

/**
 * The server half of org-keyring, as Hono middleware for any runtime that Hono runs on: security headers on every
 * answer, the worker script with its configuration and the device's key, the key set, and the page that a callback falls back to.
 * What it does not answer goes on to the host's own routes.
 *
 * @throws Error when the sealed vault has no secret, or one that is too short
 * @example
 * const app = new Hono();
 * app.route(
 *   '/',
 *   createKeyringHost({ configuration, readWorkerScript, authKitJwksUri, vaultSecrets, isDevelopment: false }),
 * );
 */
export function createKeyringHost(options: KeyringHostOptions): Hono {
  const { configuration, authKitJwksUri } = options;
  const fetch = options.fetch ?? globalThis.fetch;
  const headers = documentHeaders(configuration, options);
  const isProbing = configuration.vault === 'sealed';
  const host = new Hono();

  host.use(async (c, next) => {
    // No other file of this origin may become a worker: it would see every request that ours sees.
    if (isWorkerLoad(c.req.raw.headers) && c.req.path !== SCRIPT_PATH)
      return c.text('Not a worker', 403, headers);
    await next();
    if (isProbing && c.res.headers.get('Content-Type')?.startsWith('text/html') === true)
      for (const cookie of PROBE_COOKIES) c.header('Set-Cookie', cookie, { append: true });
    for (const [name, value] of Object.entries(headers)) {
      if (!c.res.headers.has(name)) c.header(name, value);
    }
    return undefined;
  });

  host.all(SCRIPT_PATH, createScriptRoute(options));

  host.get(new URL(configuration.redirectUri).pathname, async (c) =>
    c.html(CALLBACK_FALLBACK, 200, {
      ...TRACELESS_HEADERS,
      'Content-Security-Policy': await callbackFallbackPolicy(),
    }),
  );

  host.get(JWKS_PATH, async (c) => {
    const answer = await fetch(authKitJwksUri, { signal: AbortSignal.timeout(10_000) }).catch(
      () => undefined,
    );
    if (answer?.ok !== true)
      return c.json({ error: 'temporarily_unavailable' }, 502, { 'Cache-Control': 'no-store' });
    return c.body(await answer.text(), 200, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
    });
  });

  return host;
}
