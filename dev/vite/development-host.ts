import { join } from 'node:path';
import {
  createKeyringHost,
  type KeyringConfiguration,
  type KeyringHostHandler,
  type KeyringHostOptions,
  type PolicyOptions,
} from '../../server/index.ts';
import { KeyringConfigurationError } from '../../src/protocol/configuration-error.ts';
import { type LocalAuthKit, type LocalAuthKitOptions, startLocalAuthKit } from '../testing/index.ts';
import { localVaultSecret } from '../vault-secret.ts';

/** The settings that differ from the defaults of the development server. */
export type OwnConfiguration = {
  readonly [Setting in keyof KeyringConfiguration]?: KeyringConfiguration[Setting] | undefined;
};

/** What the development and preview servers need to run the keyring. */
export interface DevelopmentHostOptions {
  /**
   * Settings, for the origin that the server listens on. With the local AuthKit all have a default; without it the settings
   * of your WorkOS environment are needed.
   */
  readonly configuration?: OwnConfiguration | ((origin: string) => OwnConfiguration) | undefined;
  /**
   * The local AuthKit: its options, or `false` to use the AuthKit of `configuration`. Default port: that of the server
   * plus 1. Its state is kept in `node_modules/.cache/org-keyring`.
   */
  readonly authKit?: LocalAuthKitOptions | false | undefined;
  /** The URL of AuthKit's key set. Needed without the local AuthKit. */
  readonly authKitJwksUri?: string | undefined;
  readonly policy?: PolicyOptions | undefined;
  readonly vaultSecrets?: readonly string[] | undefined;
}

/** A running host, with the AuthKit that it uses. */
export interface DevelopmentHost {
  readonly host: KeyringHostHandler;
  close(): Promise<void>;
}

/** Where the server runs, and the worker that it serves. */
export interface Place extends Pick<KeyringHostOptions, 'readWorkerScript'> {
  readonly port: number;
  readonly root: string;
  readonly isDevelopment: boolean;
  /** Vite's `base`: the path that it serves the app at. */
  readonly base: string;
  readonly warn: (message: string) => void;
}

/** Starts the host of a development or preview server. @throws KeyringConfigurationError that names the setting */
export async function startDevelopmentHost(
  { configuration = {}, authKit, authKitJwksUri, policy, vaultSecrets }: DevelopmentHostOptions,
  { port, root, base, warn, ...place }: Place,
): Promise<DevelopmentHost> {
  const origin = `http://localhost:${port}`;
  const own = ownSettings(configuration, origin);
  const home = `${origin}${own.paths?.scope ?? '/'}`;
  const { redirectUri = `${home}auth/callback` } = own;
  const local =
    authKit === false
      ? undefined
      : await startAuthKit(authKit ?? {}, { origin, port, root, home, redirectUri });
  try {
    const host = createKeyringHost({
      ...place,
      origin,
      configuration: {
        ...DEFAULTS,
        jwksUri: `${origin}/auth/jwks`,
        apis: [{ origin, pathPrefix: '/api' }],
        ...local?.configuration,
        ...own,
        redirectUri,
      },
      authKitJwksUri: authKitJwksUri ?? local?.authKitJwksUri ?? '',
      vaultSecrets: vaultSecrets ?? [localVaultSecret(stateFolder(root))],
      ...(policy && { policy }),
    });
    // The host has checked both.
    const folder = own.paths?.organization ?? own.paths?.scope ?? '/';
    if (folder !== 'none' && !folder.startsWith(base)) warn(outsideOfBase(base, folder));
    return { host, close: async () => local?.close() };
  } catch (error) {
    await local?.close();
    throw error;
  }
}

/** JavaScript passes any value, such as the nothing of a function that forgets to return. @throws KeyringConfigurationError */
function ownSettings(
  configuration: NonNullable<DevelopmentHostOptions['configuration']>,
  origin: string,
): Partial<KeyringConfiguration> {
  const isFunction = typeof configuration === 'function';
  const settings: OwnConfiguration | null | undefined = isFunction ? configuration(origin) : configuration;
  if (typeof settings === 'object' && settings !== null && !('then' in settings)) return defined(settings);
  throw new KeyringConfigurationError({
    setting: 'configuration',
    ...(!isFunction && { value: settings }),
    problem: isFunction ? 'the function must return an object, and no promise' : 'it must be an object',
    remedy: 'Write settings, for example { credentials: "separate" }, or leave it out.',
  });
}

/** Without the members that are `undefined`, which would replace a default. */
function defined<T extends object>(options: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}

/** The pages would name another organization, or none: each is "not found". */
function outsideOfBase(base: string, folder: string): string {
  return (
    `org-keyring: Vite serves the app at ${base}, but its organizations are below ${folder}. ` +
    `Set paths.scope to "${base}": in configuration, and where a page calls connectKeyring or setKeyringPaths.`
  );
}

/** What every app needs; without the local AuthKit the empty ones are reported as missing. */
const DEFAULTS = {
  clientId: '',
  authKitOrigin: '',
  issuers: [],
  organizationEndpoint: '/api/orgs/',
  membershipsEndpoint: '/api/me/organizations',
  vault: 'sealed',
  sessionMaxAge: null,
  sessionInactivity: null,
} as const;

/** No server serves it, and no repository contains it. */
const stateFolder = (root: string): string => join(root, 'node_modules/.cache/org-keyring');

/** The app that signs in. */
interface App extends Pick<Place, 'port' | 'root'> {
  readonly origin: string;
  readonly home: string;
  readonly redirectUri: string;
}

async function startAuthKit(
  { appOrigins = [], ...options }: LocalAuthKitOptions,
  { origin, port, root, home, redirectUri }: App,
): Promise<LocalAuthKit> {
  const others = appOrigins.filter((each) => each !== origin);
  const started = startLocalAuthKit({
    port: port + 1,
    appOrigins: [origin, ...others],
    redirectUris: [redirectUri, ...others.map((each) => `${each}/auth/callback`)],
    signOutUris: [home, ...others.map((each) => `${each}/`)],
    stateFile: join(stateFolder(root), `authkit-${port}.json`),
    ...defined(options),
  });
  return started.catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    const taken = options.port ?? port + 1;
    throw new Error(
      `org-keyring: the port ${taken} of the local AuthKit is in use. Stop what uses it, or set authKit: { port }.`,
    );
  });
}
