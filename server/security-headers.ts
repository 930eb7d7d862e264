import type { ApiRule } from '../src/protocol/configuration.ts';
import type { CheckedConfiguration } from '../src/protocol/parse-configuration.ts';
import type { CheckedPolicy } from './policy.ts';

/** What decides the headers of documents and of the worker script. */
export interface HeaderParts {
  readonly configuration: CheckedConfiguration;
  readonly policy: CheckedPolicy;
  /** Vite's client injects styles and scripts and talks over a socket: some directives give way to it. */
  readonly isDevelopment: boolean;
}

/**
 * The headers of every document of the origin, error pages included (R44). The worker keeps them: a document that it
 * answers from its cache carries what the server sent.
 *
 * `Referrer-Policy: same-origin` and nothing stricter: the worker reads the organization from the referrer.
 */
export function documentHeaders(parts: HeaderParts): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': pagePolicy(parts),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
}

function pagePolicy({ configuration, policy: { page }, isDevelopment }: HeaderParts): string {
  const ofApis = originsOf(configuration.apis.filter((api) => api.media === true));
  return [
    "default-src 'none'",
    sources("script-src 'self'", page.scriptHashes),
    // A browser ignores 'unsafe-inline' beside a hash.
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : sources("style-src 'self'", page.styleHashes),
    sources("img-src 'self' data:", [...ofApis, ...page.imageSources]),
    // Media come from the APIs that opt in and from the listed origins, never from the app's own.
    ...optional('media-src', [...ofApis, ...page.mediaSources]),
    sources("font-src 'self'", page.fontSources),
    "manifest-src 'self'",
    // Vite's client looks for a restarted server in a worker of its own.
    sources("worker-src 'self'", isDevelopment ? ['blob:'] : page.workerSources),
    ...optional('frame-src', page.frameSources),
    // The token endpoint is left out: a page has no business there.
    sources('connect-src', [
      ...apiSources(configuration),
      ...page.connectSources,
      ...(isDevelopment ? ['ws:'] : []),
    ]),
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    ...(isDevelopment
      ? []
      : [
          "require-trusted-types-for 'script'",
          sources('trusted-types', [...page.trustedTypesPolicies, 'keyring-worker']),
        ]),
  ].join('; ');
}

/**
 * The headers of the worker script: what the worker itself may reach, which no page's policy decides, and that no
 * cache stores a key.
 */
export function workerScriptHeaders({
  configuration,
  policy,
}: HeaderParts): Readonly<Record<string, string>> {
  const { authKitOrigin, jwksUri, paths } = configuration;
  const { connectSources, importScriptsOrigins } = policy.worker;
  const directives = [
    "default-src 'none'",
    ...optional('script-src', importScriptsOrigins),
    sources('connect-src', [
      ...apiSources(configuration),
      authKitOrigin,
      ...elsewhere(jwksUri, configuration),
      ...connectSources,
    ]),
  ];
  const folder = paths.workerScript.slice(0, paths.workerScript.lastIndexOf('/') + 1);
  return {
    'Content-Type': 'text/javascript; charset=utf-8',
    'Content-Security-Policy': directives.join('; '),
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    Vary: 'Cookie, Sec-Fetch-Dest, Sec-Fetch-Mode, Sec-Fetch-Site, Service-Worker',
    // A browser takes no scope above the script's folder without it.
    ...(paths.scope !== folder && { 'Service-Worker-Allowed': paths.scope }),
  };
}

/** The headers of a document that must leave no trace: the callback's network fallback (R21). */
export const TRACELESS_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
};

/** One directive, with each source once. */
function sources(start: string, more: readonly string[]): string {
  return [start, ...new Set(more)].join(' ');
}

/** A directive that is not there without a source: `default-src 'none'` stands for it. */
function optional(name: string, list: readonly string[]): readonly string[] {
  return list.length === 0 ? [] : [sources(name, list)];
}

/** The origin of a key set that is not served by the app itself. */
function elsewhere(jwksUri: string, { redirectUri }: CheckedConfiguration): readonly string[] {
  const { origin } = new URL(jwksUri);
  return origin === new URL(redirectUri).origin ? [] : [origin];
}

function apiSources({ apis }: CheckedConfiguration): readonly string[] {
  return ["'self'", ...originsOf(apis)];
}

function originsOf(apis: readonly ApiRule[]): readonly string[] {
  return [...new Set(apis.map(({ origin }) => origin))];
}
