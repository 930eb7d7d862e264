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
import { openResponsesOf } from './open-responses.ts';
import { PageRequests } from './page-requests.ts';

/** Creates the router of the keyring, with a route for each kind of request that the worker responds to. */
export function registerRoutes(core: WorkerCore, announcements: Announcements): Router {
  const { configuration, provider, background } = core;
  const parts = { ...configuration, ...core, announcements };
  const router = new Router();
  registerApiRoute(router, {
    ...parts,
    readClaims: provider.readClaims,
    streams: new EventStreams(),
    openResponses: openResponsesOf(navigator.userAgent),
    pageRequests: new PageRequests(),
    isPage: async (clientId) => isTopLevelWindow(await scope.clients.get(clientId)),
    notifyAuthorizationRequired: (clientId, organization) =>
      background.add(notifyAuthorizationRequired(clientId, organization)),
  });
  registerAnnouncementRoute(router, parts);
  registerCallbackRoute(router, parts);
  registerManifestRoute(router, { ...parts, credentials: configuration.lookupCredentials });
  return router;
}
