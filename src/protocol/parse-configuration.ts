import { checkApi } from './check-api.ts';
import { checkEndpoint, checkOrganizationEndpoint } from './check-endpoint.ts';
import { checkRedirectUri } from './check-redirect-uri.ts';
import { checkList, checkOrigin, checkText, checkUrl, checkWord } from './check-setting.ts';
import {
  BINDING_MODES,
  CREDENTIAL_SHARING,
  type KeyringConfiguration,
  LOOKUP_CREDENTIALS,
  UNCONNECTED_PAGES,
  VAULT_MODES,
} from './configuration.ts';
import { KeyringConfigurationError } from './configuration-error.ts';
import { attempt, type Filled, parseRecord } from './parse.ts';
import { parsePaths } from './parse-paths.ts';
import type { KeyringPaths } from './paths.ts';

/** A configuration that was checked, with its defaults filled in. */
export interface CheckedConfiguration extends Filled<Omit<KeyringConfiguration, 'paths'>> {
  readonly paths: KeyringPaths;
}

const API_LIMIT = 32;
const ISSUER_LIMIT = 8;

/**
 * Checks a configuration. The server does so before it starts, and the worker with what it finds in its script: the
 * same mistake has the same message in both. Reading its own result changes nothing, and unknown members are left out: the
 * server half refuses them before (`checkMembers`), and a worker may be older than its server.
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
