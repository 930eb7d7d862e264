import { Router } from 'workbox-routing';
import { isTopLevelWindow, notifyAuthorizationRequired } from '../messages/notify-clients.ts';
import { scope } from '../scope.ts';
import type { WorkerCore } from '../worker-core.ts';
import { registerAnnouncementRoute } from './announcement-route.ts';
import type { Announcements } from './announcements.ts';
import { registerApiRoute } from './api-route.ts';
import { registerCallbackRoute } from './callback-route.ts';
import { EventStreams } from './event-streams.ts';
import { registerManifestRoute } from './manifest-route.ts';
import { PageRequests } from './page-requests.ts';

/** Creates the router of the keyring, with a route for each kind of request that the worker responds to. */
export function registerRoutes(core: WorkerCore, announcements: Announcements): Router {
  const { configuration, sessions, directory, overview, provider, background, log, report, stepUps } = core;
  const { apis, paths, binding, unconnectedPages, redirectUri, lookupCredentials } = configuration;
  const router = new Router();
  registerApiRoute(router, {
    apis,
    paths,
    announcements,
    directory,
    sessions,
    log,
    readClaims: provider.readClaims,
    streams: new EventStreams(),
    binding,
    unconnectedPages,
    report,
    pageRequests: new PageRequests(),
    stepUps,
    isPage: async (clientId) => isTopLevelWindow(await scope.clients.get(clientId)),
    notifyAuthorizationRequired: (clientId, organization) =>
      background.add(notifyAuthorizationRequired(clientId, organization)),
  });
  registerAnnouncementRoute(router, { announcements, paths });
  registerCallbackRoute(router, { redirectUri, sessions, paths });
  registerManifestRoute(router, { overview, paths, credentials: lookupCredentials });
  return router;
}
