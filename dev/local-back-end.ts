import type { Hono } from 'hono';
import { JWKS_PATH } from '../server/keyring-host.ts';
import type { KeyringConfiguration } from '../src/protocol/configuration.ts';
import { createApi, createKeySet, createNoteStore } from './api/index.ts';
import { createAuthKit } from './authkit/index.ts';
import { listen } from './authkit/listen.ts';
import type { Environment } from './environment.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';
import type { OrganizationDirectory } from './organization-directory.ts';
import { localVaultSecret } from './vault-secret.ts';
import { createWorkosDirectory } from './workos-directory.ts';

/**
 * The back end of the reference app: AuthKit (local or WorkOS), the example API, and the same API on another origin.
 */
export interface BackEnd {
  readonly appOrigin: string;
  readonly configuration: KeyringConfiguration;
  readonly authKitJwksUri: string;
  /** Secrets of the sealed vault, the current one first. */
  readonly vaultSecrets: readonly string[];
  /** The example API, for the app's origin. */
  readonly api: Hono;
  readonly directory: OrganizationDirectory;
  close(): Promise<void>;
}

interface IdentityService {
  readonly clientId: string;
  readonly origin: string;
  readonly issuers: readonly string[];
  readonly directory: OrganizationDirectory;
  /** The clock of the service, ms. The API uses it too. */
  readonly clock: () => number;
  close(): Promise<void>;
}

const LOCAL_CLIENT_ID = 'client_local';

/** Starts the back end. @throws the socket's `EADDRINUSE` if one of its ports is in use */
export async function startBackEnd(environment: Environment): Promise<BackEnd> {
  const appOrigin = `http://localhost:${environment.port}`;
  const otherApiOrigin = `http://127.0.0.1:${environment.port + 2}`;
  const { paths } = environment;
  const redirectUri = `${appOrigin}${paths.scope}auth/callback`;
  const identity = await startIdentityService(environment, appOrigin, redirectUri);
  const authKitJwksUri = `${identity.origin}/sso/jwks/${identity.clientId}`;
  const shared = {
    jwksUri: authKitJwksUri,
    issuer: identity.issuers,
    clientId: identity.clientId,
    directory: identity.directory,
    notes: createNoteStore(),
    keys: createKeySet(authKitJwksUri),
    now: identity.clock,
  };
  const otherApi = await listenOnLoopback(
    createApi({ ...shared, corsOrigins: [appOrigin] }).fetch,
    environment.port + 2,
  ).catch(async (error: unknown) => {
    await identity.close();
    throw error;
  });
  return {
    appOrigin,
    authKitJwksUri,
    vaultSecrets:
      environment.vaultSecrets.length > 0 ? environment.vaultSecrets : [localVaultSecret(process.cwd())],
    api: createApi(shared),
    directory: identity.directory,
    configuration: {
      clientId: identity.clientId,
      authKitOrigin: identity.origin,
      issuers: identity.issuers,
      jwksUri: appOrigin + JWKS_PATH,
      redirectUri,
      apis: [
        { origin: appOrigin, pathPrefix: '/api' },
        { origin: otherApiOrigin, pathPrefix: '/api' },
      ],
      organizationEndpoint: '/api/orgs/',
      membershipsEndpoint: '/api/me/organizations',
      vault: environment.vault,
      credentials: environment.credentials,
      paths,
      sessionMaxAge: environment.sessionMaxAge,
      sessionInactivity: environment.sessionInactivity,
    },
    close: async () => {
      await Promise.all([otherApi.close(), identity.close()]);
    },
  };
}

async function startIdentityService(
  environment: Environment,
  appOrigin: string,
  redirectUri: string,
): Promise<IdentityService> {
  const { workos, authKitPort, sessionMaxAge, sessionInactivity } = environment;
  if (workos !== null) {
    const { organizations, apiKey, apiOrigin } = workos;
    const directory = createWorkosDirectory({ organizations, apiKey });
    return {
      clientId: workos.clientId,
      origin: apiOrigin,
      issuers: workos.issuers,
      directory,
      clock: Date.now,
      close: async () => {},
    };
  }
  const origin = `http://127.0.0.1:${authKitPort}`;
  const authKit = await createAuthKit({
    clientId: LOCAL_CLIENT_ID,
    origin,
    redirectUris: [redirectUri],
    signOutUris: [appOrigin + environment.paths.scope],
    corsOrigins: [appOrigin],
    accessTokenTtl: environment.accessTokenTtl,
    refreshGrace: environment.refreshGrace,
    ...(sessionMaxAge !== null && { sessionMaxAge }),
    ...(sessionInactivity !== null && { sessionInactivity }),
  });
  const server = await listen(authKit, authKitPort);
  return {
    clientId: LOCAL_CLIENT_ID,
    origin,
    issuers: [authKit.issuer()],
    directory: authKit.directory,
    clock: authKit.clock,
    close: () => server.close(),
  };
}
