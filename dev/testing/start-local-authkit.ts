import { createServer } from 'node:net';
import { createAuthKit } from '../authkit/index.ts';
import { listen } from '../authkit/listen.ts';
import type { Organization, User } from '../authkit/options.ts';
import { AuthKitControl } from './authkit-control.ts';
import { checkOptions } from './check-options.ts';
import { DIRECTORY_PATH, directoryRoutes } from './directory-routes.ts';

/** What a local AuthKit is started with. Times are in seconds. */
export interface LocalAuthKitOptions {
  /** Default: `client_local`. */
  readonly clientId?: string | undefined;
  /** Default: `/auth/callback` of each origin of the app. */
  readonly redirectUris?: readonly string[] | undefined;
  /** Default: `/` of each origin of the app. */
  readonly signOutUris?: readonly string[] | undefined;
  /** Default: 300. */
  readonly accessTokenTtl?: number | undefined;
  /** How long a used refresh token still returns the same token pair. Default: 30. */
  readonly refreshGrace?: number | undefined;
  /** Maximum lifetime of a session. Default: no limit. */
  readonly sessionMaxAge?: number | undefined;
  /** A session without a refresh for this long ends. Default: no limit. */
  readonly sessionInactivity?: number | undefined;
  /** Default: the users of the reference app. */
  readonly users?: readonly User[] | undefined;
  /** Default: the organizations of the reference app. */
  readonly organizations?: readonly Organization[] | undefined;
  /** File that keeps the state across restarts. It contains secrets of this AuthKit. Default: everything is in memory. */
  readonly stateFile?: string | undefined;
  /** The port on 127.0.0.1. Default: a free one. */
  readonly port?: number | undefined;
  /** Origins of the app. Default: `http://localhost:5173`, Vite's own. */
  readonly appOrigins?: readonly string[] | undefined;
}

/** A local AuthKit that listens on the loopback interface. */
export interface LocalAuthKit {
  /** For example `http://127.0.0.1:4174`. */
  readonly origin: string;
  /** The part of the keyring's configuration that concerns this AuthKit. */
  readonly configuration: {
    readonly clientId: string;
    readonly authKitOrigin: string;
    readonly issuers: readonly string[];
    /** The organizations of this AuthKit, for an app whose own API does not list them yet. */
    readonly organizationEndpoint: string;
    readonly membershipsEndpoint: string;
  };
  /** For `createKeyringHost`, and for an API that verifies access tokens. */
  readonly authKitJwksUri: string;
  /** The control endpoints. */
  readonly control: AuthKitControl;
  /** Stops it. A second call has no effect. */
  close(): Promise<void>;
}

const APP_ORIGINS = ['http://localhost:5173'];

/**
 * Starts a local AuthKit for development and tests: the hosted sign-in page, the OAuth endpoints, the key set and the
 * control endpoints. Default users and organizations are those of the reference app: `ada@example.com` in Acme and Globex.
 *
 * @throws the socket's error: `EADDRINUSE` if the port is in use; an error that names a wrong option; the file system's error if
 *   `stateFile` cannot be read, and an error if it is another file
 * @example
 * const authKit = await startLocalAuthKit({ port: 4174, stateFile: '.authkit/state.json' });
 * const { configuration, authKitJwksUri } = authKit;
 */
export async function startLocalAuthKit(options: LocalAuthKitOptions = {}): Promise<LocalAuthKit> {
  checkOptions(options);
  const { port: wanted, appOrigins = APP_ORIGINS, clientId = 'client_local', ...rest } = options;
  const { accessTokenTtl = 300, refreshGrace = 30 } = rest;
  const {
    redirectUris = appOrigins.map((each) => `${each}/auth/callback`),
    signOutUris = appOrigins.map((each) => `${each}/`),
  } = rest;
  const port = wanted === undefined || wanted === 0 ? await freePort() : wanted;
  const origin = `http://127.0.0.1:${port}`;
  const authKit = await createAuthKit({
    ...rest,
    redirectUris,
    signOutUris,
    accessTokenTtl,
    refreshGrace,
    clientId,
    origin,
    corsOrigins: appOrigins,
  });
  const authKitJwksUri = `${origin}/sso/jwks/${clientId}`;
  const directory = directoryRoutes(authKit, { appOrigins, jwksUri: authKitJwksUri });
  const server = await listen(
    {
      ...authKit,
      fetch: (request, bindings) =>
        new URL(request.url).pathname.startsWith(`${DIRECTORY_PATH}/`)
          ? directory.fetch(request)
          : authKit.fetch(request, bindings),
    },
    port,
  );
  let closing: Promise<void> | undefined;
  return {
    origin,
    configuration: {
      clientId,
      authKitOrigin: origin,
      issuers: [authKit.issuer()],
      organizationEndpoint: `${origin}${DIRECTORY_PATH}/organizations/`,
      membershipsEndpoint: `${origin}${DIRECTORY_PATH}/memberships`,
    },
    authKitJwksUri,
    control: new AuthKitControl(origin),
    close: () => {
      closing ??= server.close();
      return closing;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address === null || typeof address === 'string'
          ? reject(new Error('no port is free'))
          : resolve(address.port),
      );
    });
  });
}
