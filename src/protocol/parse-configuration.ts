import { checkList, checkOrigin, checkText, checkUrl } from './check-setting.ts';
import {
  type ApiRule,
  BINDING_MODES,
  CREDENTIAL_SHARING,
  type KeyringConfiguration,
  LOOKUP_CREDENTIALS,
  UNCONNECTED_PAGES,
  VAULT_MODES,
} from './configuration.ts';
import { KeyringConfigurationError } from './configuration-error.ts';
import { attempt, parseRecord } from './parse.ts';
import { parsePaths } from './parse-paths.ts';
import { type KeyringPaths, organizationOfPath } from './paths.ts';

/** A configuration that was checked, with its defaults filled in. */
export interface CheckedConfiguration extends Required<Omit<KeyringConfiguration, 'paths'>> {
  readonly paths: KeyringPaths;
}

const API_LIMIT = 32;
const ISSUER_LIMIT = 8;

/**
 * Checks a configuration. The server does so before it starts, and the worker with what it finds in its script: the
 * same mistake has the same message in both. Reading its own result changes nothing, and unknown members are dropped.
 *
 * @param value a {@link KeyringConfiguration}
 * @param appOrigin the origin that the app is served from, where the caller knows it
 * @throws KeyringConfigurationError that names the first wrong setting
 */
export function parseConfiguration(value: unknown, appOrigin?: string): CheckedConfiguration {
  const record = attempt(() => parseRecord(value, 'configuration'));
  if (record === undefined)
    throw new KeyringConfigurationError({
      setting: 'configuration',
      value,
      problem: 'it must be an object',
      remedy: 'Pass a KeyringConfiguration.',
    });
  const paths = parsePaths(record.paths ?? {});
  const authKitOrigin = checkOrigin(record.authKitOrigin, 'authKitOrigin');
  return {
    clientId: checkClientId(record.clientId),
    authKitOrigin,
    issuers: checkIssuers(record.issuers),
    jwksUri: checkUrl(record.jwksUri, 'jwksUri').href,
    redirectUri: checkRedirectUri(record.redirectUri, { paths, appOrigin }),
    apis: checkList(record.apis, 'apis', {
      check: (item, setting) => checkApi(item, setting, authKitOrigin),
      limit: API_LIMIT,
    }),
    organizationEndpoint: checkOrganizationEndpoint(record.organizationEndpoint),
    membershipsEndpoint: checkEndpoint(record.membershipsEndpoint, 'membershipsEndpoint'),
    vault: checkWord(record.vault, 'vault', VAULT_MODES),
    sessionMaxAge: checkLimit(record.sessionMaxAge, 'sessionMaxAge'),
    sessionInactivity: checkLimit(record.sessionInactivity, 'sessionInactivity'),
    credentials: checkWord(record.credentials ?? 'shared', 'credentials', CREDENTIAL_SHARING),
    lookupCredentials: checkWord(record.lookupCredentials ?? 'omit', 'lookupCredentials', LOOKUP_CREDENTIALS),
    binding: checkWord(record.binding ?? 'url', 'binding', BINDING_MODES),
    unconnectedPages: checkWord(record.unconnectedPages ?? 'refuse', 'unconnectedPages', UNCONNECTED_PAGES),
    paths,
  };
}

/**
 * Reads the configuration that the server put before the worker script.
 *
 * @param host `__keyringHost`
 * @throws KeyringConfigurationError that names the first wrong setting
 */
export function parseHostConfiguration(host: unknown, appOrigin: string): CheckedConfiguration {
  const record = attempt(() => parseRecord(host, '__keyringHost'));
  if (record?.configuration !== undefined) return parseConfiguration(record.configuration, appOrigin);
  throw new KeyringConfigurationError({
    setting: '__keyringHost',
    problem: 'the worker script was served without its configuration',
    remedy: 'Serve the script through createKeyringHost, which puts the configuration before it.',
  });
}

function checkClientId(value: unknown): string {
  const remedy = 'Copy the client id ("client_…") from the WorkOS dashboard.';
  const clientId = checkText(value, 'clientId', remedy);
  const isSecret = clientId.startsWith('sk_');
  if (!isSecret && !/\s/.test(clientId)) return clientId;
  throw new KeyringConfigurationError({
    setting: 'clientId',
    value: clientId,
    problem: isSecret
      ? 'it is a secret API key, and every browser can read the client id'
      : 'it has white space in it',
    remedy,
  });
}

function checkIssuers(value: unknown): readonly string[] {
  const remedy = 'Copy the "iss" of an access token.';
  const issuers = checkList(value, 'issuers', {
    check: (item, setting) => checkText(item, setting, remedy),
    limit: ISSUER_LIMIT,
  });
  if (issuers.length > 0) return issuers;
  throw new KeyringConfigurationError({
    setting: 'issuers',
    value: issuers,
    problem: 'without an issuer every access token is refused',
    remedy,
  });
}

interface CallbackPlace {
  readonly paths: KeyringPaths;
  readonly appOrigin: string | undefined;
}

function checkRedirectUri(value: unknown, { paths, appOrigin }: CallbackPlace): string {
  const setting = 'redirectUri';
  const { href, origin, pathname, search, hash } = checkUrl(value, setting);
  const refuse = (problem: string, remedy: string): never => {
    throw new KeyringConfigurationError({ setting, value, problem, remedy });
  };
  if (appOrigin !== undefined && origin !== appOrigin)
    refuse(
      `the app is served from ${appOrigin}, and its worker sees no other origin`,
      `Write "${appOrigin}${pathname}", and register it with WorkOS.`,
    );
  if (search !== '' || hash !== '' || /[?#]$/.test(href))
    refuse('a redirect URI has no query and no fragment', `Write "${origin}${pathname}".`);
  if (href !== value)
    refuse('a browser writes it in another way, and redirect URIs are compared exactly', `Write "${href}".`);
  const { scope, workerScript, announcement, signInFinished, signInProgress, signInFailed } = paths;
  if (!pathname.startsWith(scope) || pathname === scope)
    refuse(`its path is not below the worker's scope "${scope}"`, `Write "${origin}${scope}auth/callback".`);
  if ([workerScript, announcement, signInFinished, signInProgress, signInFailed].includes(pathname))
    refuse('one of the paths has the same path', 'Give the callback a path of its own.');
  const organization = organizationOfPath(pathname, paths);
  if (organization !== undefined)
    refuse(
      `its path is that of an organization "${organization}"`,
      `Add "${organization}" to paths.reserved, or move the callback.`,
    );
  return href;
}

const API_OPTIONS = ['media', 'followRedirects', 'cache', 'cookies'] as const;
type ApiOption = (typeof API_OPTIONS)[number];

function checkApi(value: unknown, setting: string, authKitOrigin: string): ApiRule {
  const record = attempt(() => parseRecord(value, setting));
  if (record === undefined)
    throw new KeyringConfigurationError({
      setting,
      value,
      problem: 'it must be an object',
      remedy: 'Write { origin, pathPrefix }.',
    });
  const origin = checkOrigin(record.origin, `${setting}.origin`);
  if (origin === authKitOrigin)
    throw new KeyringConfigurationError({
      setting: `${setting}.origin`,
      value: origin,
      problem: 'it is the origin of AuthKit, which pages must not reach',
      remedy: 'Name the origin of your own API.',
    });
  const pathPrefix = checkPathPrefix(record.pathPrefix, `${setting}.pathPrefix`);
  const optedIn = API_OPTIONS.filter((option) => checkFlag(record[option], `${setting}.${option}`));
  const options: Partial<Record<ApiOption, true>> = Object.fromEntries(
    optedIn.map((option) => [option, true]),
  );
  return { origin, pathPrefix, ...options };
}

function checkPathPrefix(value: unknown, setting: string): string {
  const prefix = checkText(value, setting, 'Write a path, for example "/api".');
  const path = `/${prefix.split('/').filter(Boolean).join('/')}`;
  if (prefix !== path)
    throw new KeyringConfigurationError({
      setting,
      value: prefix,
      problem: prefix.endsWith('/')
        ? 'a prefix must not end with "/"'
        : 'a prefix must begin with "/", with one "/" between segments',
      remedy: `Write "${path}".`,
    });
  // What the URL parser would change never matches the path of a request.
  const parsed = new URL(prefix, 'https://app.example.com').pathname;
  if (parsed === prefix) return prefix;
  throw new KeyringConfigurationError({
    setting,
    value: prefix,
    problem: 'no URL has a path that begins so',
    remedy: `Write "${parsed}".`,
  });
}

function checkFlag(value: unknown, setting: string): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'boolean') return value;
  throw new KeyringConfigurationError({
    setting,
    value,
    problem: 'it is neither true nor false',
    remedy: 'Write true, or leave it out.',
  });
}

function checkOrganizationEndpoint(value: unknown): string {
  const setting = 'organizationEndpoint';
  const endpoint = checkEndpoint(value, setting);
  if (endpoint.endsWith('/') || endpoint.endsWith('=')) return endpoint;
  throw new KeyringConfigurationError({
    setting,
    value: endpoint,
    problem: 'the organization is appended to it, and would become part of its last word',
    remedy: `Write "${endpoint}/".`,
  });
}

/** A path of the app's origin, or a URL. */
function checkEndpoint(value: unknown, setting: string): string {
  const remedy = 'Write a path of the app, for example "/api/me/organizations", or a URL.';
  const endpoint = checkText(value, setting, remedy);
  if (/^\/(?![/\\])/.test(endpoint)) return endpoint;
  if (/^https?:/.test(endpoint)) return checkUrl(endpoint, setting).href;
  throw new KeyringConfigurationError({
    setting,
    value: endpoint,
    problem: 'it is neither a path nor a URL',
    remedy,
  });
}

function checkWord<const T extends string>(value: unknown, setting: string, words: readonly T[]): T {
  const word = words.find((candidate) => candidate === value);
  if (word !== undefined) return word;
  throw new KeyringConfigurationError({
    setting,
    value,
    problem: 'there is no such value',
    remedy: `Write one of ${words.map((each) => `"${each}"`).join(', ')}.`,
  });
}

function checkLimit(value: unknown, setting: string): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new KeyringConfigurationError({
    setting,
    value,
    problem: 'it must be a number of seconds above 0',
    remedy: "Write seconds, or null to use only AuthKit's own limit.",
  });
}
