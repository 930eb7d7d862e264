import { Router } from 'workbox-routing';
import { isTopLevelWindow, notifyAuthorizationRequired } from '../messages/notify-clients.ts';
import { scope } from '../scope.ts';
import type { WorkerCore } from '../worker-core.ts';
import { registerAnnouncementRoute } from './announcement-route.ts';
import type { Announcements } from './announcements.ts';
import { type ApiResponder, createApiResponder } from './api-responder.ts';
import { registerCallbackRoute } from './callback-route.ts';
import { EventStreams } from './event-streams.ts';
import { registerManifestRoute } from './manifest-route.ts';
import { openResponsesOf } from './open-responses.ts';
import { PageRequests } from './page-requests.ts';

/** What responds to the requests of pages: first `respondToApi`, then the router. */
export interface KeyringRoutes {
  readonly respondToApi: ApiResponder;
  readonly router: Router;
  readonly streams: EventStreams;
}

/** Creates what responds to API calls, and the router with a route for each other kind of request. */
export function createRoutes(core: WorkerCore, announcements: Announcements): KeyringRoutes {
  const { configuration, provider, background } = core;
  const parts = { ...configuration, ...core, announcements };
  const streams = new EventStreams();
  const respondToApi = createApiResponder({
    ...parts,
    readClaims: provider.readClaims,
    streams,
    openResponses: openResponsesOf(navigator.userAgent),
    pageRequests: new PageRequests(),
    isPage: async (clientId) => isTopLevelWindow(await scope.clients.get(clientId)),
    notifyAuthorizationRequired: (clientId, organization) =>
      background.add(notifyAuthorizationRequired(clientId, organization)),
  });
  const router = new Router();
  registerAnnouncementRoute(router, parts);
  registerCallbackRoute(router, parts);
  registerManifestRoute(router, { ...parts, credentials: configuration.lookupCredentials });
  return { respondToApi, router, streams };
}
