import {
  CREDENTIAL_SHARING,
  type CredentialSharing,
  VAULT_MODES,
  type VaultMode,
} from '../src/protocol/configuration.ts';
import { parsePaths } from '../src/protocol/parse-paths.ts';
import type { KeyringPaths } from '../src/protocol/paths.ts';

/** The parsed environment variables; see the table in README.md. Times are in seconds. */
export interface Environment {
  readonly port: number;
  readonly authKitPort: number;
  readonly accessTokenTtl: number;
  readonly refreshGrace: number;
  readonly sessionMaxAge: number | null;
  readonly sessionInactivity: number | null;
  readonly paths: KeyringPaths;
  readonly vault: VaultMode;
  readonly credentials: CredentialSharing;
  /** Secrets of the sealed vault, the current one first. If empty, the checkout's own secret is used. Never printed. */
  readonly vaultSecrets: readonly string[];
  /** null for the local AuthKit. */
  readonly workos: WorkosEnvironment | null;
}

/** The WorkOS environment that replaces the local AuthKit. */
export interface WorkosEnvironment {
  readonly clientId: string;
  readonly apiOrigin: string;
  readonly issuers: readonly string[];
  readonly organizations: string | undefined;
  readonly apiKey: string | undefined;
}

/**
 * Reads the environment.
 *
 * @throws Error with the variable, its value and the allowed values
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const port = integer(variables, 'PORT', 4173, 1, 65533);
  return {
    port,
    authKitPort: integer(variables, 'AUTHKIT_PORT', port + 1, 1, 65535),
    accessTokenTtl: integer(variables, 'ACCESS_TOKEN_TTL', 300, 1, 86_400),
    refreshGrace: integer(variables, 'REFRESH_GRACE', 30, 0, 86_400),
    sessionMaxAge: optionalInteger(variables, 'SESSION_MAX_AGE'),
    sessionInactivity: optionalInteger(variables, 'SESSION_INACTIVITY'),
    paths: readPaths(variables.KEYRING_PATHS || undefined),
    vault: readVault(variables.VAULT || undefined),
    credentials: readCredentials(variables.CREDENTIALS || undefined),
    vaultSecrets: readSecrets(variables.VAULT_SECRET || undefined),
    workos: readWorkos(variables),
  };
}

/** The `paths` of the configuration as JSON: the tests build the app a second time, under another path. */
function readPaths(value = '{}'): KeyringPaths {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    throw new Error('KEYRING_PATHS must be a JSON object, for example {"scope":"/app/"}.');
  }
  return parsePaths(parsed);
}

function readVault(value = 'sealed'): VaultMode {
  const mode = VAULT_MODES.find((candidate) => candidate === value);
  if (mode === undefined) throw new Error(`VAULT is "${value}"; it may be ${VAULT_MODES.join(', ')}.`);
  return mode;
}

function readCredentials(value = 'separate'): CredentialSharing {
  const sharing = CREDENTIAL_SHARING.find((candidate) => candidate === value);
  if (sharing === undefined)
    throw new Error(`CREDENTIALS is "${value}"; it may be ${CREDENTIAL_SHARING.join(', ')}.`);
  return sharing;
}

function readSecrets(value = ''): readonly string[] {
  const secrets = value.split(',').filter((secret) => secret !== '');
  if (secrets.some((secret) => secret.length < 32))
    throw new Error('VAULT_SECRET holds a secret of less than 32 characters.');
  return secrets;
}

function readWorkos(variables: Readonly<Record<string, string | undefined>>): WorkosEnvironment | null {
  const clientId = variables.WORKOS_CLIENT_ID || undefined;
  if (clientId === undefined) return null;
  const apiOrigin = `https://${variables.WORKOS_API_HOSTNAME || 'api.workos.com'}`;
  const issuer = variables.WORKOS_ISSUER || undefined;
  return {
    clientId,
    apiOrigin,
    issuers: issuer === undefined ? issuersOf(apiOrigin, clientId) : [issuer],
    organizations: variables.ORGANIZATIONS || undefined,
    apiKey: variables.WORKOS_API_KEY || undefined,
  };
}

/** The issuers of WorkOS, and those of a custom domain if one is set. */
function issuersOf(apiOrigin: string, clientId: string): readonly string[] {
  const origins = new Set([apiOrigin, 'https://api.workos.com']);
  return [...origins].flatMap((origin) => [origin, `${origin}/`, `${origin}/user_management/${clientId}`]);
}

function optionalInteger(
  variables: Readonly<Record<string, string | undefined>>,
  name: string,
): number | null {
  return variables[name] ? integer(variables, name, 0, 1, 31_536_000) : null;
}

function integer(
  variables: Readonly<Record<string, string | undefined>>,
  name: string,
  fallback: number,
  least: number,
  most: number,
): number {
  const text = variables[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${name} is "${text}"; it must be a whole number from ${least} to ${most}.`);
}
