import { Hono } from 'hono';
import type { KeyringConfiguration } from '../src/protocol/configuration.ts';
import { CALLBACK_FALLBACK } from './callback-fallback.ts';
import {
  documentHeaders,
  type HeaderOptions,
  TRACELESS_HEADERS,
  workerScriptHeaders,
} from './security-headers.ts';
import { workerScript } from './worker-script.ts';

/** What a host of org-keyring serves from. */
export interface KeyringHostOptions extends HeaderOptions {
  readonly configuration: KeyringConfiguration;
  /** The built worker; asked for at each request, so that a rebuilt one is served at once. */
  readonly readWorkerScript: () => Promise<string>;
  /** AuthKit's key set, which the host passes on: whether WorkOS sends CORS headers with it is not documented. */
  readonly authKitJwksUri: string;
  readonly fetch?: typeof fetch;
}

/** The path of the key set on this origin; `KeyringConfiguration.jwksUri` names it. */
export const JWKS_PATH = '/auth/jwks';

/**
 * The server half of org-keyring, as Hono middleware for any runtime that Hono runs on: security headers on every
 * answer, the worker script with its configuration, the key set, and the page that a callback falls back to.
 * What it does not answer goes on to the host's own routes.
 *
 * @example
 * const app = new Hono();
 * app.route('/', createKeyringHost({ configuration, readWorkerScript, authKitJwksUri, isDevelopment: false }));
 */
export function createKeyringHost(options: KeyringHostOptions): Hono {
  const { configuration, readWorkerScript, authKitJwksUri } = options;
  const fetch = options.fetch ?? globalThis.fetch;
  const headers = documentHeaders(configuration, options);
  const host = new Hono();

  host.use(async (c, next) => {
    // No other file of this origin may become a worker: it would see every request that ours sees.
    if (c.req.header('Service-Worker') === 'script' && c.req.path !== '/sw.js')
      return c.text('Not a worker', 403, headers);
    await next();
    for (const [name, value] of Object.entries(headers)) {
      if (!c.res.headers.has(name)) c.header(name, value);
    }
    return undefined;
  });

  host.get('/sw.js', async (c) =>
    c.body(workerScript(await readWorkerScript(), configuration), 200, workerScriptHeaders(configuration)),
  );

  host.get(new URL(configuration.redirectUri).pathname, (c) =>
    c.html(CALLBACK_FALLBACK, 200, TRACELESS_HEADERS),
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
