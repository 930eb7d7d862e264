import type { Server } from 'node:http';
import { Hono } from 'hono';
import { JWKS_PATH } from '../server/keyring-host.ts';
import { createTicketIssuer } from '../server/tickets/ticket-issuer.ts';
import type { KeyringConfiguration } from '../src/protocol/configuration.ts';
import { createApi, createKeySet, type Storage } from './api/index.ts';
import { attachPresence, type UpgradeServer } from './api/presence-socket.ts';
import { createSharedPresence } from './api/shared-presence.ts';
import type { Environment } from './environment.ts';
import { startIdentityService } from './identity-service.ts';
import { type Listening, listenOnLoopback } from './listen-on-loopback.ts';
import { createObservability, type Observability } from './observability.ts';
import { openStorage } from './open-storage.ts';
import type { OrganizationDirectory } from './organization-directory.ts';
import { shareDirectoryChanges } from './share-directory-changes.ts';
import { prepareStateDirectory, stateDirectory } from './state-directory.ts';
import { localVaultSecret } from './vault-secret.ts';
import { receiveWebhooks } from './webhooks.ts';

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
  readonly observability: Observability;
  /** The path of the counters; null if they are not served. */
  readonly metricsPath: string | null;
  /** Serves the sockets of the API on a server of the app's origin. */
  readonly attachSockets: (server: UpgradeServer) => void;
  close(): Promise<void>;
}

/** How often this process tells the others who is connected to it, ms. */
const PRESENCE_INTERVAL = 10_000;

/** Responds until the API is ready. */
const STARTING = new Hono().all('*', (c) => c.body(null, 503, { 'Retry-After': '1' }));

/**
 * Starts the back end.
 *
 * @throws the socket's `EADDRINUSE` if one of its ports is in use; Error if the state cannot be
 *   stored or the database cannot be opened
 */
export async function startBackEnd(environment: Environment): Promise<BackEnd> {
  await prepareStateDirectory(environment);
  const appOrigin = environment.origin ?? `http://localhost:${environment.port}`;
  const otherApiOrigin = `http://127.0.0.1:${environment.port + 2}`;
  const { paths } = environment;
  const redirectUri = `${appOrigin}${paths.scope}auth/callback`;
  const identity = await startIdentityService(environment, appOrigin, redirectUri);
  const authKitJwksUri = `${identity.origin}/sso/jwks/${identity.clientId}`;
  const { clock, isSessionActive } = identity;
  let crossOriginApi: Hono | undefined;
  let otherApi: Listening | undefined;
  // The second API is a demonstration on this machine.
  const hasOtherApi = environment.otherApi && environment.origin === null;
  let otherServer: Server | undefined;
  let storage: Storage;
  try {
    // All ports are bound before the storage is opened: PGlite's files allow one process, and a second server of the
    // same port stops here.
    if (hasOtherApi)
      otherApi = await listenOnLoopback(
        (request, bindings) => (crossOriginApi ?? STARTING).fetch(request, bindings),
        environment.port + 2,
        (server) => {
          otherServer = server;
        },
      );
    storage = await openStorage(environment);
  } catch (error) {
    await Promise.all([identity.close(), otherApi?.close()]);
    throw error;
  }
  const observability = createObservability({ mode: environment.log });
  const { observe, reportError } = observability;
  const tickets = createTicketIssuer({
    observe,
    store: storage.tickets,
    now: clock,
    isSessionActive: ({ sessionId }) => isSessionActive(sessionId),
  });
  const directory = shareDirectoryChanges(identity.directory, storage.messages);
  const presence = createSharedPresence(storage);
  const beats = setInterval(() => presence.beat(), PRESENCE_INTERVAL).unref();
  const attachSockets = (server: UpgradeServer): void =>
    attachPresence(server, {
      tickets,
      presence,
      directory,
      origins: [appOrigin],
      isSessionActive,
      now: clock,
    });
  if (otherServer !== undefined) attachSockets(otherServer);
  const { hints, push, receiveWebhook } = receiveWebhooks(environment, {
    storage,
    tickets,
    observe,
    reportError,
  });
  const shared = {
    hints,
    jwksUri: authKitJwksUri,
    issuer: identity.issuers,
    clientId: identity.clientId,
    directory,
    storage,
    keys: createKeySet(authKitJwksUri),
    tickets,
    reportError,
    now: clock,
  };
  crossOriginApi = createApi({ ...shared, corsOrigins: [appOrigin] });
  return {
    appOrigin,
    authKitJwksUri,
    vaultSecrets:
      environment.vaultSecrets.length > 0
        ? environment.vaultSecrets
        : [localVaultSecret(stateDirectory(environment))],
    api: createApi({ ...shared, push, ...(receiveWebhook && { receiveWebhook }) }),
    directory,
    observability,
    metricsPath: environment.metricsPath,
    attachSockets,
    configuration: {
      clientId: identity.clientId,
      authKitOrigin: identity.origin,
      issuers: identity.issuers,
      jwksUri: appOrigin + JWKS_PATH,
      redirectUri,
      apis: [
        { origin: appOrigin, pathPrefix: '/api' },
        ...(hasOtherApi ? [{ origin: otherApiOrigin, pathPrefix: '/api' }] : []),
      ],
      organizationEndpoint: '/api/orgs/',
      membershipsEndpoint: '/api/me/organizations',
      vault: environment.vault,
      credentials: environment.credentials,
      binding: environment.binding,
      paths,
      sessionMaxAge: environment.sessionMaxAge,
      sessionInactivity: environment.sessionInactivity,
    },
    close: async () => {
      // The storage last: requests that are still running use it.
      await Promise.all([otherApi?.close(), identity.close()]);
      clearInterval(beats);
      await presence.settled();
      await storage.close();
    },
  };
}
