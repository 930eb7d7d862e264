import { createECDH } from 'node:crypto';
import {
  BINDING_MODES,
  type BindingMode,
  CREDENTIAL_SHARING,
  type CredentialSharing,
  VAULT_MODES,
  type VaultMode,
} from '../src/protocol/configuration.ts';
import { parsePaths } from '../src/protocol/parse-paths.ts';
import type { KeyringPaths } from '../src/protocol/paths.ts';

/** Whether the state outlives the process: `kept`, or `memory` for a throw-away run. */
export type StateMode = 'kept' | 'memory';

/** What the process prints: `json` for one JSON object per line, or `off` for unexpected errors only. */
export type LogMode = 'json' | 'off';

/** The parsed environment variables; see the table in docs/environment.md. Times are in seconds. */
export interface Environment {
  readonly port: number;
  /** The address that the production server listens on. */
  readonly host: string;
  /** The origin that browsers see. null: `http://localhost:<port>`. */
  readonly origin: string | null;
  readonly authKitPort: number;
  readonly accessTokenTtl: number;
  readonly refreshGrace: number;
  readonly sessionMaxAge: number | null;
  readonly sessionInactivity: number | null;
  readonly paths: KeyringPaths;
  readonly vault: VaultMode;
  readonly credentials: CredentialSharing;
  readonly binding: BindingMode;
  /** Whether the app also calls an API of another origin, which only this machine has. */
  readonly otherApi: boolean;
  /** Secrets of the sealed vault, the current one first. If empty, the checkout's own secret is used. Never printed. */
  readonly vaultSecrets: readonly string[];
  readonly state: StateMode;
  /** The folder of the kept state. null for the default, `.data/<port>`. */
  readonly stateDirectory: string | null;
  /** A PostgreSQL server; null for the embedded one. It contains a password, so it is never printed. */
  readonly databaseUrl: string | null;
  readonly log: LogMode;
  /** The path of the counters (OpenMetrics). null: they are not served. */
  readonly metricsPath: string | null;
  /** Signs the webhooks of WorkOS. null: none is received, except from the local AuthKit. Never printed. */
  readonly webhookSecret: string | null;
  /** Identifies this server to push services. The private key is never printed. */
  readonly vapid: VapidEnvironment;
  /** null for the local AuthKit. */
  readonly workos: WorkosEnvironment | null;
}

/** The VAPID settings of Web Push (RFC 8292). */
export interface VapidEnvironment {
  /** null: the checkout's own keys. */
  readonly keys: { readonly publicKey: string; readonly privateKey: string } | null;
  readonly subject: string;
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
  const state = readState(variables.STATE || undefined);
  const databaseUrl = readDatabaseUrl(variables.DATABASE_URL || undefined);
  if (state === 'memory' && databaseUrl !== null)
    throw new Error(
      'STATE is "memory", and DATABASE_URL names a database that would keep the data: unset one of the two.',
    );
  return {
    port,
    host: variables.HOST || '127.0.0.1',
    origin: readOrigin(variables.ORIGIN || undefined),
    authKitPort: integer(variables, 'AUTHKIT_PORT', port + 1, 1, 65535),
    accessTokenTtl: integer(variables, 'ACCESS_TOKEN_TTL', 300, 1, 86_400),
    refreshGrace: integer(variables, 'REFRESH_GRACE', 30, 0, 86_400),
    sessionMaxAge: optionalInteger(variables, 'SESSION_MAX_AGE'),
    sessionInactivity: optionalInteger(variables, 'SESSION_INACTIVITY'),
    paths: readPaths(variables.KEYRING_PATHS || undefined),
    vault: readWord('VAULT', variables.VAULT || 'sealed', VAULT_MODES),
    binding: readWord('BINDING', variables.BINDING || 'url', BINDING_MODES),
    otherApi: readWord('OTHER_API', variables.OTHER_API || 'on', ['on', 'off']) === 'on',
    credentials: readWord('CREDENTIALS', variables.CREDENTIALS || 'shared', CREDENTIAL_SHARING),
    vaultSecrets: readSecrets(variables.VAULT_SECRET || undefined),
    state,
    stateDirectory: variables.STATE_DIRECTORY || null,
    databaseUrl,
    log: readWord('LOG', variables.LOG || 'off', ['json', 'off']),
    metricsPath: readMetricsPath(variables.METRICS_PATH || undefined),
    webhookSecret: readWebhookSecret(variables.WORKOS_WEBHOOK_SECRET || undefined),
    vapid: readVapid(variables),
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

function readWord<const T extends string>(name: string, value: string, words: readonly T[]): T {
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw new Error(`${name} is "${value}"; it may be ${words.join(', ')}.`);
  return word;
}

function readSecrets(value = ''): readonly string[] {
  const secrets = value.split(',').filter((secret) => secret !== '');
  if (secrets.some((secret) => secret.length < 32))
    throw new Error('VAULT_SECRET holds a secret of less than 32 characters.');
  return secrets;
}

function readWebhookSecret(value: string | undefined): string | null {
  if (value === undefined) return null;
  if (value.length >= 16) return value;
  throw new Error('WORKOS_WEBHOOK_SECRET has less than 16 characters: copy it from the WorkOS dashboard.');
}

/** The exact origin: without a path, and over https except on this machine. */
function readOrigin(value: string | undefined): string | null {
  if (value === undefined) return null;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isSecure = url?.protocol === 'https:' || url?.hostname === 'localhost';
  if (url !== undefined && isSecure && url.origin === value) return value;
  throw new Error(
    `ORIGIN is "${value}"; it must be an origin such as https://app.example.com, without a path.`,
  );
}

/** A path that no organization has: its first segment could otherwise be a slug. */
function readMetricsPath(value: string | undefined): string | null {
  if (value === undefined) return null;
  if (/^\/api\/[\w/-]+$/.test(value)) return value;
  throw new Error(`METRICS_PATH is "${value}"; it must begin with /api/, for example /api/metrics.`);
}

function readState(value = 'kept'): StateMode {
  if (value === 'kept' || value === 'memory') return value;
  throw new Error(`STATE is "${value}"; it may be kept, memory.`);
}

function readDatabaseUrl(value: string | undefined): string | null {
  if (value === undefined) return null;
  const protocol = URL.canParse(value) ? new URL(value).protocol : '';
  if (protocol === 'postgres:' || protocol === 'postgresql:') return value;
  // The value is not repeated, because it may contain a password.
  throw new Error('DATABASE_URL must be a URL of the form postgresql://user:password@host:5432/database.');
}

function readVapid(variables: Readonly<Record<string, string | undefined>>): VapidEnvironment {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = variables;
  const subject = variables.VAPID_SUBJECT || 'mailto:operator@example.com';
  // RFC 8292 §2.1. Each message would fail later, without an error that the operator sees.
  if (!/^(?:mailto|https):./.test(subject))
    throw new Error('VAPID_SUBJECT must be a URL that begins with "mailto:" or "https:".');
  if (!publicKey && !privateKey) return { keys: null, subject };
  if (!publicKey || !privateKey)
    throw new Error('VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY belong together: set both or none.');
  // Push services reject each message of another pair, and nobody would hear of it.
  if (publicKeyOf(privateKey) !== publicKey)
    throw new Error(
      'VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY are no key pair. Create one with "npx web-push generate-vapid-keys".',
    );
  return { keys: { publicKey, privateKey }, subject };
}

/** @returns the public key of a pair, as base64url; `undefined` for a text that is no private key */
function publicKeyOf(privateKey: string): string | undefined {
  const pair = createECDH('prime256v1');
  const bytes = Buffer.from(privateKey, 'base64url');
  if (bytes.length !== 32 || bytes.toString('base64url') !== privateKey) return undefined;
  try {
    pair.setPrivateKey(bytes);
  } catch {
    return undefined;
  }
  return pair.getPublicKey('base64url');
}

function readWorkos(variables: Readonly<Record<string, string | undefined>>): WorkosEnvironment | null {
  const clientId = variables.WORKOS_CLIENT_ID || undefined;
  if (clientId === undefined) return null;
  const hostname = variables.WORKOS_API_HOSTNAME || 'api.workos.com';
  const apiOrigin = `https://${hostname}`;
  if (!URL.canParse(apiOrigin) || new URL(apiOrigin).origin !== apiOrigin)
    throw new Error(`WORKOS_API_HOSTNAME is "${hostname}"; it must be a host such as auth.example.com.`);
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
