import { checkOrigin } from '../src/protocol/check-setting.ts';
import type { KeyringConfiguration } from '../src/protocol/configuration.ts';
import { type CheckedConfiguration, parseConfiguration } from '../src/protocol/parse-configuration.ts';
import type { KeyringPaths } from '../src/protocol/paths.ts';
import { checkConfigurationMembers } from './check-configuration-members.ts';
import { checkKeySet } from './check-key-set.ts';
import { checkLateOptions } from './check-late-options.ts';
import { checkMembers, type MembersOf } from './check-members.ts';
import { checkNamedHosts } from './check-named-hosts.ts';
import { checkPolicy } from './check-policy.ts';
import { createSafeObserver, type ServerObserver } from './observe/server-event.ts';
import type { ServerTracer } from './observe/tracer.ts';
import type { PolicyOptions } from './policy-options.ts';
import { checkSecrets } from './vault-secrets.ts';

/** The settings of a host of org-keyring. */
export interface KeyringHostOptions {
  readonly configuration: KeyringConfiguration;
  /** Reads the built worker as text. Called at each request, so that a rebuilt worker is served at once. */
  readonly readWorkerScript: () => Promise<string>;
  /** The URL of AuthKit's key set. The host serves it on the app's origin, so that it needs no CORS headers. */
  readonly authKitJwksUri: string;
  /**
   * Server secrets of the sealed vault, 32 random bytes or more each as text, the current one first. To rotate, add a
   * new secret before the others. Existing records can still be decrypted and are encrypted again with the new secret.
   * Only the sealed vault needs a secret.
   */
  readonly vaultSecrets?: readonly string[] | undefined;
  /** What the Content-Security-Policy allows beyond the strict default. */
  readonly policy?: PolicyOptions | undefined;
  /** Manifests and icons of organizations: {@link organizationManifests}. Default: none. */
  readonly manifests?: HostModule | undefined;
  /**
   * The origin that browsers see, e.g. `https://app.example.com`. A redirect URI of another origin is rejected.
   * Default: that of `redirectUri`.
   */
  readonly origin?: string | undefined;
  /** Allows Vite's development client with weaker headers. Never use it in production. Default: false. */
  readonly isDevelopment?: boolean | undefined;
  /** Logs messages for developers, such as a missing worker file. Never a secret. Default: `console.error`. */
  readonly log?: ((message: string) => void) | undefined;
  /** Receives what happens, for logs and counters. It contains no secret and nothing of a user. Default: nothing does. */
  readonly observe?: ServerObserver | undefined;
  /** Records the requests for the keyring's own paths as spans: OpenTelemetry's `Tracer`. Default: none. */
  readonly tracer?: ServerTracer | undefined;
  /** Fetches the key set. Default: the global `fetch`. */
  // Not `typeof fetch`: in Bun's types that has members which a function that wraps `fetch` does not have.
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

/** An optional part of the host, passed as an option. Returns `undefined` for requests that are not for it. */
export type HostModule = (request: Request, paths: KeyringPaths) => Promise<Response | undefined>;

const OPTIONS: MembersOf<KeyringHostOptions> = {
  configuration: 0,
  readWorkerScript: 0,
  authKitJwksUri: 0,
  vaultSecrets: 0,
  policy: 0,
  manifests: 0,
  origin: 0,
  isDevelopment: 0,
  log: 0,
  observe: 0,
  tracer: 0,
  fetch: 0,
};

/** The server and the worker check a configuration with the same code. Only the server refuses names that do not exist. */
export function checkHostOptions(options: KeyringHostOptions) {
  checkMembers(options, OPTIONS);
  const { readWorkerScript, log = console.error } = options;
  const isDevelopment = checkLateOptions(options);
  checkConfigurationMembers(options.configuration);
  const wanted = options.origin === undefined ? undefined : checkOrigin(options.origin, 'origin');
  const configuration: CheckedConfiguration = parseConfiguration(options.configuration, wanted);
  checkNamedHosts(configuration);
  return {
    configuration,
    origin: new URL(configuration.redirectUri).origin,
    policy: checkPolicy(options.policy ?? {}, configuration.authKitOrigin),
    vaultSecrets: checkSecrets(configuration.vault, options.vaultSecrets),
    authKitJwksUri: checkKeySet(options.authKitJwksUri, configuration),
    fetch: options.fetch ?? globalThis.fetch,
    isDevelopment,
    readWorkerScript,
    log,
    observe: createSafeObserver(options.observe),
  };
}
