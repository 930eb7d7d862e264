import {
  ParseError,
  parseList,
  parseNullable,
  parseNumber,
  parseOneOf,
  parseRecord,
  parseString,
} from './parse.ts';

/**
 * How sessions are kept: sealed with a key that only the worker script holds, sealed with a key that every script of
 * the origin can use, or in the worker's memory alone.
 */
export const VAULT_MODES = ['sealed', 'device', 'memory'] as const;
export type VaultMode = (typeof VAULT_MODES)[number];

/**
 * Whether the worker's own requests to this origin carry cookies: the look-ups of slugs and memberships, the key set and
 * the manifests. `same-origin` is for an app that an access proxy guards with a cookie.
 */
export const LOOKUP_CREDENTIALS = ['omit', 'same-origin'] as const;
export type LookupCredentials = (typeof LOOKUP_CREDENTIALS)[number];

/** One API that gets access tokens: an exact origin and a prefix of whole path segments. */
export interface ApiRule {
  /** `https:`, or `http:` on loopback; compared exactly with `URL.origin`. */
  readonly origin: string;
  /** Starts with `/`; `/api` matches `/api` and `/api/me`, never `/apix`. */
  readonly pathPrefix: string;
  /** `<img>`, `<audio>`, `<video>` and `<track>` get its tokens too. Default: script alone (R6). */
  readonly media?: boolean;
  /**
   * GET and HEAD follow its redirects. A browser takes the token off on the way to another origin, and leaves it on the
   * way to any path of this one. Default: a redirect is an error (R8).
   */
  readonly followRedirects?: boolean;
  /** Its answers say `Vary: Authorization`, so an HTTP cache can tell organizations apart. Default: none is used (R8). */
  readonly cache?: boolean;
  /** Cookies go with the token, where the page asks for them. Default: none do (R8). */
  readonly cookies?: boolean;
}

/**
 * What the server tells the worker, in the worker script itself: no message and no page can change it.
 * Everything here is public.
 */
export interface KeyringConfiguration {
  readonly clientId: string;
  /** AuthKit's API origin, e.g. `https://api.workos.com`. */
  readonly authKitOrigin: string;
  /** The `iss` values that an access token may have (WorkOS has three shapes; a custom domain adds one). */
  readonly issuers: readonly string[];
  /** Where the JSON Web Key Set is read. */
  readonly jwksUri: string;
  /** The one redirect URI (RFC 9700 §4.1). */
  readonly redirectUri: string;
  readonly apis: readonly ApiRule[];
  /** `GET {organizationEndpoint}{slug}` answers `{id, slug, name}` or 404, without a token. */
  readonly organizationEndpoint: string;
  /** `GET` with a token answers the person's organizations, `[{id, slug, name}]`. */
  readonly membershipsEndpoint: string;
  /** What the host asks for; `sealed` is offered to browsers in which it holds, and the others get `device`. */
  readonly vault: VaultMode;
  /** Absolute lifetime of a session on this device, s; null: AuthKit's own limit alone. */
  readonly sessionMaxAge: number | null;
  /** Longest time without a refresh, s; null: AuthKit's own limit alone. */
  readonly sessionInactivity: number | null;
  /** Default: `omit`. */
  readonly lookupCredentials?: LookupCredentials;
}

/** Reads the configuration that the server put into the worker script. */
export function parseConfiguration(value: unknown): KeyringConfiguration {
  const record = parseRecord(value, 'configuration');
  return {
    clientId: parseString(record.clientId, 'clientId'),
    authKitOrigin: parseOrigin(record.authKitOrigin, 'authKitOrigin'),
    issuers: parseList(record.issuers, (item) => parseString(item, 'issuer'), 'issuers', 8),
    jwksUri: parseString(record.jwksUri, 'jwksUri'),
    redirectUri: parseString(record.redirectUri, 'redirectUri'),
    apis: parseList(record.apis, parseApiRule, 'apis', 32),
    organizationEndpoint: parseString(record.organizationEndpoint, 'organizationEndpoint'),
    membershipsEndpoint: parseString(record.membershipsEndpoint, 'membershipsEndpoint'),
    vault: parseOneOf(record.vault, VAULT_MODES, 'vault'),
    sessionMaxAge: parseNullable(record.sessionMaxAge, (item) => parseNumber(item, 'sessionMaxAge')),
    sessionInactivity: parseNullable(record.sessionInactivity, (item) =>
      parseNumber(item, 'sessionInactivity'),
    ),
    lookupCredentials:
      parseNullable(record.lookupCredentials, (item) =>
        parseOneOf(item, LOOKUP_CREDENTIALS, 'lookupCredentials'),
      ) ?? 'omit',
  };
}

const API_OPTIONS = ['media', 'followRedirects', 'cache', 'cookies'] as const;
type ApiOption = (typeof API_OPTIONS)[number];

function parseBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new ParseError('an option of an api must be true or false');
  return value;
}

function parseApiRule(value: unknown): ApiRule {
  const record = parseRecord(value, 'api');
  const pathPrefix = parseString(record.pathPrefix, 'pathPrefix');
  if (!pathPrefix.startsWith('/') || (pathPrefix.length > 1 && pathPrefix.endsWith('/'))) {
    throw new ParseError('pathPrefix must start with "/" and not end with it');
  }
  const optedIn = API_OPTIONS.filter((option) => parseNullable(record[option], parseBoolean) === true);
  const options: Partial<Record<ApiOption, true>> = Object.fromEntries(
    optedIn.map((option) => [option, true]),
  );
  return { origin: parseOrigin(record.origin, 'api origin'), pathPrefix, ...options };
}

const LOOPBACK = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/** Only what `URL.origin` would give is an origin that a request can ever be compared with. */
function parseOrigin(value: unknown, what: string): string {
  const origin = parseString(value, what);
  const isExact = URL.canParse(origin) && new URL(origin).origin === origin;
  if (!isExact || !(origin.startsWith('https://') || LOOPBACK.test(origin))) {
    throw new ParseError(`${what} must be an exact origin with https, or http on loopback`);
  }
  return origin;
}
