import { resolve } from 'node:path';
import { createAuthKit } from './authkit/index.ts';
import { listen } from './authkit/listen.ts';
import type { Environment } from './environment.ts';
import type { OrganizationDirectory } from './organization-directory.ts';
import { stateDirectory } from './state-directory.ts';
import { createWorkosDirectory } from './workos-directory.ts';

/** The identity service of the reference app: the local AuthKit, or WorkOS. */
export interface IdentityService {
  readonly clientId: string;
  readonly origin: string;
  readonly issuers: readonly string[];
  readonly directory: OrganizationDirectory;
  /** The clock of the service, ms. The API uses it too. */
  readonly clock: () => number;
  /** Whether a session (`sid`) still exists. With WorkOS this back end does not know, so it is assumed. */
  readonly isSessionActive: (sid: string) => boolean;
  close(): Promise<void>;
}

const LOCAL_CLIENT_ID = 'client_local';

/** Starts the local AuthKit, unless the environment names WorkOS. */
export async function startIdentityService(
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
      isSessionActive: () => true,
      close: async () => {},
    };
  }
  const origin = `http://127.0.0.1:${authKitPort}`;
  const directory = stateDirectory(environment);
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
    ...(directory !== null && { stateFile: resolve(directory, 'authkit.json') }),
  });
  const server = await listen(authKit, authKitPort);
  return {
    clientId: LOCAL_CLIENT_ID,
    origin,
    issuers: [authKit.issuer()],
    directory: authKit.directory,
    clock: authKit.clock,
    isSessionActive: authKit.isSessionActive,
    close: () => server.close(),
  };
}
