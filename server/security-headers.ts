import type { ApiRule, KeyringConfiguration } from '../src/protocol/configuration.ts';

/** Where the stricter parts of the policy have to give way: Vite's dev client injects styles and talks over a socket. */
export interface HeaderOptions {
  readonly isDevelopment: boolean;
}

/**
 * The headers of every document of the origin, error pages included (R44). The worker keeps them: a document that it
 * answers from its cache carries what the server sent.
 *
 * `Referrer-Policy: same-origin` and nothing stricter: the worker reads the organization from the referrer.
 *
 * @example
 * app.use(async (c, next) => { await next(); setAll(c, documentHeaders(configuration, { isDevelopment: false })); });
 */
export function documentHeaders(
  configuration: KeyringConfiguration,
  { isDevelopment }: HeaderOptions,
): Readonly<Record<string, string>> {
  const media = originsOf(configuration.apis.filter((api) => api.media === true));
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
    ["img-src 'self' data:", ...media].join(' '),
    // The elements of an API that opts in, and no others.
    ...(media.length === 0 ? [] : [`media-src ${media.join(' ')}`]),
    "font-src 'self'",
    "manifest-src 'self'",
    // Vite's client looks for a restarted server in a worker of its own.
    isDevelopment ? "worker-src 'self' blob:" : "worker-src 'self'",
    // The token endpoint is left out: a page has no business there.
    `connect-src ${apiSources(configuration).join(' ')}${isDevelopment ? ' ws:' : ''}`,
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    ...(isDevelopment
      ? []
      : ["require-trusted-types-for 'script'", 'trusted-types solid-template keyring-worker']),
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
}

/**
 * The headers of the worker script: what the worker itself may reach, which no page's policy decides, and that nobody
 * keeps a copy of a key.
 */
export function workerScriptHeaders(configuration: KeyringConfiguration): Readonly<Record<string, string>> {
  const sources = [...apiSources(configuration), configuration.authKitOrigin];
  return {
    'Content-Type': 'text/javascript; charset=utf-8',
    'Content-Security-Policy': `default-src 'none'; connect-src ${sources.join(' ')}`,
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    Vary: 'Cookie, Sec-Fetch-Dest, Sec-Fetch-Mode, Sec-Fetch-Site, Service-Worker',
  };
}

/** The headers of a document that must leave no trace: the callback's network fallback (R21). */
export const TRACELESS_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
};

function apiSources({ apis }: KeyringConfiguration): readonly string[] {
  return ["'self'", ...originsOf(apis)];
}

function originsOf(apis: readonly ApiRule[]): readonly string[] {
  return [...new Set(apis.map(({ origin }) => origin))];
}
