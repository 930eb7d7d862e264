import type { ApiRule } from '../src/protocol/configuration.ts';
import type { CheckedConfiguration } from '../src/protocol/parse-configuration.ts';
import type { CheckedPolicy } from './policy-options.ts';

/** The endpoint name in `Reporting-Endpoints`. */
const ENDPOINT = 'keyring-exits';

/**
 * The `Connection-Allowlist` of a document: every origin that the page may connect to or navigate to. It closes the exits
 * that a Content-Security-Policy leaves open: WebRTC, navigation, popups, prefetch, preconnect and DNS hints.
 *
 * `redirects=allow` is necessary because AuthKit may redirect a sign-in through an identity provider of any origin.
 *
 * Source: WICG connection-allowlists (Chromium 152 and later). Other browsers ignore the header.
 */
export function documentAllowlist(
  configuration: CheckedConfiguration,
  { page, exits }: CheckedPolicy,
): Readonly<Record<string, string>> {
  const app = new URL(configuration.redirectUri).origin;
  const apis = originsOf(configuration.apis);
  return allowlist(exits, [
    configuration.authKitOrigin,
    ...apis,
    // A pattern for http matches no WebSocket, unlike a source of a Content-Security-Policy.
    ...[app, ...apis].map((origin) => origin.replace(/^http/, 'ws')),
    ...page.imageSources,
    ...page.fontSources,
    ...page.mediaSources,
    ...page.frameSources,
    ...page.connectSources,
    ...exits.links,
  ]);
}

/** The `Connection-Allowlist` of the worker script: the origins of the worker's own requests. */
export function workerAllowlist(
  configuration: CheckedConfiguration,
  { worker, exits }: CheckedPolicy,
  reads: readonly string[],
): Readonly<Record<string, string>> {
  return allowlist(exits, [
    configuration.authKitOrigin,
    ...originsOf(configuration.apis),
    ...reads,
    ...worker.connectSources,
    ...worker.importScriptsOrigins,
  ]);
}

function allowlist(
  { mode, webRtc, reportUri }: CheckedPolicy['exits'],
  sources: readonly string[],
): Readonly<Record<string, string>> {
  if (mode === 'off') return {};
  // `blob:` and `data:` open no connection.
  const origins = [...new Set(sources.filter((source) => source.includes('//')))];
  // Checked origins contain no quote and no backslash, so they need no escaping in a structured field (RFC 9651).
  const list = ['response-origin', ...origins.map((origin) => `"${origin}/*"`)].join(' ');
  const parameters = [
    'redirects=allow',
    ...(webRtc ? ['webrtc=allow'] : []),
    ...(reportUri === null ? [] : [`report-to=${ENDPOINT}`]),
  ];
  const name = mode === 'report' ? 'Connection-Allowlist-Report-Only' : 'Connection-Allowlist';
  return {
    [name]: `(${list});${parameters.join(';')}`,
    // A URL has no quote. Its query may have a backslash, which a structured field would read as an escape.
    ...(reportUri !== null && {
      'Reporting-Endpoints': `${ENDPOINT}="${reportUri.replaceAll('\\', '%5C')}"`,
    }),
  };
}

function originsOf(apis: readonly ApiRule[]): readonly string[] {
  return apis.map(({ origin }) => origin);
}
