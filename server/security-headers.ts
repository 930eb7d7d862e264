import type { ApiRule } from '../src/protocol/configuration.ts';
import type { CheckedConfiguration } from '../src/protocol/parse-configuration.ts';
import { documentAllowlist, workerAllowlist } from './connection-allowlist.ts';
import type { CheckedPolicy } from './policy-options.ts';

/** The inputs of the headers of documents and of the worker script. */
export interface HeaderParts {
  readonly configuration: CheckedConfiguration;
  readonly policy: CheckedPolicy;
  /** Vite's client injects styles and scripts and uses a WebSocket, so some directives are relaxed for it. */
  readonly isDevelopment: boolean;
}

/**
 * The headers of every document of the origin, error pages included (R44). The worker preserves them: a document from
 * its cache has the headers that the server sent.
 *
 * `Referrer-Policy` is `same-origin` and must not be stricter, because the worker reads the organization from the
 * referrer.
 */
export function documentHeaders(parts: HeaderParts): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': pagePolicy(parts),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    ...documentAllowlist(parts.configuration, parts.policy),
  };
}

function pagePolicy({ configuration, policy: { page }, isDevelopment }: HeaderParts): string {
  const ofApis = originsOf(configuration.apis.filter((api) => api.media === true));
  return [
    "default-src 'none'",
    sources("script-src 'self'", page.scriptHashes),
    // Browsers ignore 'unsafe-inline' if a hash is present.
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : sources("style-src 'self'", page.styleHashes),
    sources("img-src 'self' data:", [...ofApis, ...page.imageSources]),
    // Media may come from APIs that opt in and from the listed origins, never from the app's own origin.
    ...optional('media-src', [...ofApis, ...page.mediaSources]),
    sources("font-src 'self'", page.fontSources),
    "manifest-src 'self'",
    // Vite's client polls for a restarted server in a dedicated worker.
    sources("worker-src 'self'", isDevelopment ? ['blob:'] : page.workerSources),
    ...optional('frame-src', page.frameSources),
    // The token endpoint is not listed, because pages must not call it.
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
 * The headers of the worker script. They restrict the worker's own requests, which no page's policy covers, and prevent
 * caches from storing a key.
 */
export function workerScriptHeaders({
  configuration,
  policy,
}: HeaderParts): Readonly<Record<string, string>> {
  const { authKitOrigin, paths } = configuration;
  const { connectSources, importScriptsOrigins } = policy.worker;
  const directives = [
    "default-src 'none'",
    ...optional('script-src', importScriptsOrigins),
    sources('connect-src', [
      ...apiSources(configuration),
      authKitOrigin,
      ...originsOfReads(configuration),
      ...connectSources,
    ]),
  ];
  const folder = paths.workerScript.slice(0, paths.workerScript.lastIndexOf('/') + 1);
  return {
    'Content-Type': 'text/javascript; charset=utf-8',
    'Content-Security-Policy': directives.join('; '),
    ...workerAllowlist(configuration, policy, originsOfReads(configuration)),
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    Vary: 'Cookie, Sec-Fetch-Dest, Sec-Fetch-Mode, Sec-Fetch-Site, Service-Worker',
    // Without this header, browsers reject a scope above the script's folder.
    ...(paths.scope !== folder && { 'Service-Worker-Allowed': paths.scope }),
  };
}

/** The headers of a document that must not be cached or leak its URL: the callback's network fallback (R21). */
export const TRACELESS_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
};

/** One directive, with each source once. */
function sources(start: string, more: readonly string[]): string {
  return [start, ...new Set(more)].join(' ');
}

/** A directive that is omitted without sources, so that `default-src 'none'` applies. */
function optional(name: string, list: readonly string[]): readonly string[] {
  return list.length === 0 ? [] : [sources(name, list)];
}

/** Origins of the worker's own requests, except the app's own origin. */
function originsOfReads({ redirectUri, ...configuration }: CheckedConfiguration): readonly string[] {
  const { jwksUri, organizationEndpoint, membershipsEndpoint } = configuration;
  const app = new URL(redirectUri).origin;
  return [jwksUri, organizationEndpoint, membershipsEndpoint]
    .map((address) => new URL(address, app).origin)
    .filter((origin) => origin !== app);
}

function apiSources({ apis }: CheckedConfiguration): readonly string[] {
  return ["'self'", ...originsOf(apis)];
}

function originsOf(apis: readonly ApiRule[]): readonly string[] {
  return [...new Set(apis.map(({ origin }) => origin))];
}
