import { Announcements } from './fetch/announcements.ts';
import { confirmAnnouncement } from './fetch/confirm-announcement.ts';
import { createRoutes } from './fetch/create-routes.ts';
import { refuseUnlistedApi } from './fetch/unlisted-api.ts';
import { createHousekeeping } from './housekeeping.ts';
import { handleMessage } from './messages/message-handler.ts';
import { isTopLevelWindow } from './messages/notify-clients.ts';
import { prepareOpenPages } from './prepare-open-pages.ts';
import { scope } from './scope.ts';
import { createWorkerCore, type KeyringSettings } from './worker-core.ts';
import type { WorkerHandlers } from './worker-handlers.ts';

/** Starts the keyring of this worker. */
export function startKeyring(settings: KeyringSettings): WorkerHandlers {
  const core = createWorkerCore(settings);
  const { configuration, storage, background } = core;
  const { paths, apis, unconnectedPages } = configuration;
  const announcements = new Announcements(storage.clients, paths, confirmAnnouncement);
  const { respondToApi, router, streams } = createRoutes(core, announcements);
  const { tidy, migrate, deleteGonePages } = createHousekeeping(core, announcements);
  const messageParts = {
    ...core,
    vault: storage.mode,
    paths,
    deleteGonePages,
    background: core.platform.background,
  };
  const recordConnection = async (source: unknown): Promise<void> => {
    if (unconnectedPages === 'pass' && isTopLevelWindow(source))
      await announcements.connect(source.id).catch(() => {});
  };

  core.log({ event: 'worker-started' });
  // In the time until the browser delivers the first event. No record is read before that event.
  setTimeout(() => void core.lease.request(), 0);

  return {
    install() {
      // The pages of a later version have opened their organizations before.
      if (scope.registration.active === null) background.add(prepareOpenPages(paths, core.directory.prepare));
    },

    fetch(event) {
      tidy();
      migrate();
      const { request, clientId } = event;
      const response =
        respondToApi(request, clientId) ??
        router.handleRequest({ request, event }) ??
        refuseUnlistedApi(request, apis, core.report);
      if (response === undefined) return;
      event.respondWith(response);
      event.waitUntil(Promise.resolve(response).then(() => background.settled()));
      event.stopImmediatePropagation();
    },

    message(event) {
      // A waiting worker receives messages too, and only an active one may migrate records.
      tidy();
      // Before the response: the page's first API call may follow it at once.
      const connected = recordConnection(event.source);
      event.waitUntil(
        connected.then(() => handleMessage(event, messageParts)).then(() => background.settled()),
      );
    },

    activate(event) {
      tidy();
      migrate();
      streams.allow();
      // The version before this one may still run: it clears the sessions that it keeps in memory.
      background.add(core.lease.take());
      // The browser holds the requests and messages of every page until the activation has ended.
      event.waitUntil(scope.clients.claim());
    },

    online: () => core.revocations.deliver(),

    push: {
      listSessions: () => core.overview.statuses(),
      refresh: (organization) => core.sessions.refreshSession(organization),
      accessToken: (organization) => core.sessions.accessToken(organization),
      delay: core.platform.delay,
      apis,
      paths,
      settled: () => background.settled(),
    },
  };
}
