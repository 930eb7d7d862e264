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
import { readVapid, type VapidEnvironment } from './environment/vapid.ts';
import { readInteger, readOptionalInteger, readWord, type Variables } from './environment/variables.ts';
import { readWebhookSecret, readWorkos, type WorkosEnvironment } from './environment/workos.ts';

/** Whether the state outlives the process: `kept`, or `memory` for a throw-away run. */
export type StateMode = (typeof STATE_MODES)[number];

const STATE_MODES = ['kept', 'memory'] as const;

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

/**
 * Reads the environment.
 *
 * @throws Error with the variable, its value and the allowed values
 */
export function readEnvironment(variables: Variables): Environment {
  const port = readInteger(variables, 'PORT', 4173, 1, 65533);
  const state = readWord('STATE', variables.STATE || 'kept', STATE_MODES);
  const databaseUrl = readDatabaseUrl(variables.DATABASE_URL || undefined);
  if (state === 'memory' && databaseUrl !== null)
    throw new Error(
      'STATE is "memory", and DATABASE_URL names a database that would keep the data: unset one of the two.',
    );
  return {
    port,
    host: variables.HOST || '127.0.0.1',
    origin: readOrigin(variables.ORIGIN || undefined),
    authKitPort: readInteger(variables, 'AUTHKIT_PORT', port + 1, 1, 65535),
    accessTokenTtl: readInteger(variables, 'ACCESS_TOKEN_TTL', 300, 1, 86_400),
    refreshGrace: readInteger(variables, 'REFRESH_GRACE', 30, 0, 86_400),
    sessionMaxAge: readOptionalInteger(variables, 'SESSION_MAX_AGE'),
    sessionInactivity: readOptionalInteger(variables, 'SESSION_INACTIVITY'),
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
    webhookSecret: readWebhookSecret(variables),
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

function readSecrets(value = ''): readonly string[] {
  const secrets = value.split(',').filter((secret) => secret !== '');
  if (secrets.some((secret) => secret.length < 32))
    throw new Error('VAULT_SECRET holds a secret of less than 32 characters.');
  return secrets;
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

function readDatabaseUrl(value: string | undefined): string | null {
  if (value === undefined) return null;
  const protocol = URL.canParse(value) ? new URL(value).protocol : '';
  if (protocol === 'postgres:' || protocol === 'postgresql:') return value;
  // The value is not repeated, because it may contain a password.
  throw new Error('DATABASE_URL must be a URL of the form postgresql://user:password@host:5432/database.');
}
