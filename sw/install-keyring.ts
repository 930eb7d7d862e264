import { Router } from 'workbox-routing';
import { Journal, type JournalNote } from '../src/keyring/log/event-log.ts';
import { OrganizationDirectory } from '../src/keyring/organizations/organization-directory.ts';
import { AuthenticationBudget } from '../src/keyring/refresh/authentication-budget.ts';
import { ForcedRefreshes } from '../src/keyring/refresh/forced-refreshes.ts';
import { RateWindow } from '../src/keyring/refresh/rate-window.ts';
import { Refresher } from '../src/keyring/refresh/refresher.ts';
import { Revocations } from '../src/keyring/session/revocations.ts';
import { SessionChanges } from '../src/keyring/session/session-changes.ts';
import { SessionManager } from '../src/keyring/session/session-manager.ts';
import { SessionOverview } from '../src/keyring/session/session-overview.ts';
import { Flows } from '../src/keyring/sign-in/flows.ts';
import { RedirectLimit } from '../src/keyring/sign-in/redirect-limit.ts';
import { Authorizations } from '../src/keyring/sign-in/sign-ins.ts';
import type { KeyringSnapshot } from '../src/protocol/messages.ts';
import { parseHostConfiguration } from '../src/protocol/parse-configuration.ts';
import { createAuthKit } from '../src/providers/workos/workos-provider.ts';
import { Durability } from '../src/storage/durability.ts';
import { chooseVault } from './choose-vault.ts';
import { registerAnnouncementRoute } from './fetch/announcement-route.ts';
import { Announcements } from './fetch/announcements.ts';
import { refuseUnroutedMethod, registerApiRoute } from './fetch/api-route.ts';
import { registerCallbackRoute } from './fetch/callback-route.ts';
import { EventStreams } from './fetch/event-streams.ts';
import { registerManifestRoute } from './fetch/manifest-route.ts';
import { type KeyringHost, takeHostVault } from './host-vault.ts';
import { isKeyringWorker } from './is-keyring-worker.ts';
import { handleMessage } from './messages/message-handler.ts';
import {
  createSessionsNotifier,
  notifyAuthorizationRequired,
  notifyOrganizationsChanged,
} from './messages/notify-clients.ts';
import { createOrganizationSource } from './organization-source.ts';
import { BackgroundWork, createPlatform } from './platform.ts';
import { PrivateCaches } from './private-caches.ts';
import { scope } from './scope.ts';

/** The journal is written that long after what it tells, ms: a burst of calls is one write. */
const JOURNAL_DELAY = 1_000;

/**
 * Builds the keyring and registers all its listeners. Call it once, while the worker script is first evaluated,
 * before any other library registers a `fetch` listener: what the keyring answers, no later listener sees.
 *
 * @param host what the server put before the worker script; the vault's keys are taken out of it
 * @throws Error where the script was registered under another scope or name: then nothing is installed at all
 * @example
 * installKeyring(__keyringHost);
 */
export function installKeyring(host: KeyringHost): void {
  if (!isKeyringWorker()) throw new Error('The keyring runs as /sw.js with the scope / alone.');
  const configuration = parseHostConfiguration(host, location.origin);
  const background = new BackgroundWork();
  const platform = createPlatform(background);
  // A storage may report while it is chosen, when nothing that could tell anybody is there yet.
  const durability = new Durability(() => background.add(Promise.resolve().then(() => notifySessions())));
  const storage = chooseVault(takeHostVault(host, configuration.vault), durability);
  const { sealed, sessions: store } = storage;

  const identityProvider = createAuthKit(
    { ...configuration, signOutUri: new URL('/', location.origin).href },
    fetch.bind(globalThis),
  );
  const directory = new OrganizationDirectory({
    entries: sealed.organizations,
    source: createOrganizationSource(configuration),
    platform,
    onChange: () => {
      observer.sessionsChanged();
      observer.organizationsChanged();
    },
  });
  const revocations = new Revocations(sealed.revocations, store, identityProvider, platform);
  const notifySessions = createSessionsNotifier(() => snapshot());
  const privateCaches = new PrivateCaches({ store, withLock: platform.withLock });
  const journal = new Journal(sealed.journal, platform, (write) =>
    background.add(platform.delay(JOURNAL_DELAY).then(write)),
  );
  const note = (written: JournalNote): void => journal.note(written);
  const observer = {
    note,
    sessionsChanged: () => background.add(notifySessions()),
    organizationsChanged: () => background.add(notifyOrganizationsChanged()),
    purge: privateCaches.purge.bind(privateCaches),
  };
  const changes = new SessionChanges(store, observer, revocations);
  const budget = new AuthenticationBudget(sealed.limits, platform);
  const rates = new RateWindow(sealed.limits, platform);
  const refresher = new Refresher({
    identityProvider,
    store,
    platform,
    limits: configuration,
    changes,
    budget,
    observer,
  });
  const authorizations = new Authorizations(
    new Flows(sealed.flows, new RedirectLimit(rates), platform),
    identityProvider,
    platform,
    configuration,
    changes,
    budget,
  );
  const overview = new SessionOverview(store, directory, refresher, authorizations, platform, configuration);
  const snapshot = async (): Promise<KeyringSnapshot> => ({
    ...(await overview.snapshot()),
    storage: durability.state,
  });

  const sessions = new SessionManager({
    store,
    directory,
    identityProvider,
    platform,
    observer,
    limits: configuration,
    changes,
    refresher,
    revocations,
    authorizations,
    forcedRefreshes: new ForcedRefreshes({ refresher, budget, rates }),
    overview,
  });

  const announcements = new Announcements(storage.clients);
  // What cannot be removed now is removed at the next start.
  const forgetGonePages = (): Promise<void> => announcements.forgetGone(livingClientIds).catch(() => {});
  const router = new Router();
  registerApiRoute(router, {
    apis: configuration.apis,
    announcements,
    directory,
    sessions,
    note,
    streams: new EventStreams(),
    notifyAuthorizationRequired: (clientId, organization) =>
      background.add(notifyAuthorizationRequired(clientId, organization)),
  });
  registerAnnouncementRoute(router, announcements);
  registerCallbackRoute(router, { redirectUri: configuration.redirectUri, sessions });
  registerManifestRoute(router, {
    overview,
    credentials: configuration.lookupCredentials ?? 'omit',
  });

  let tidied: Promise<void> | undefined;
  const tidyOnce = (): Promise<void> => {
    // It goes on with the records as they are; the next start tries again.
    tidied ??= storage.tidy().catch(() => {});
    return tidied;
  };

  scope.addEventListener('fetch', (event) => {
    background.add(tidyOnce());
    const { request } = event;
    const response =
      refuseUnroutedMethod(request, configuration.apis) ?? router.handleRequest({ request, event });
    if (response === undefined) return;
    event.respondWith(response);
    event.waitUntil(Promise.resolve(response).then(() => background.settled()));
    event.stopImmediatePropagation();
  });

  scope.addEventListener('message', (event) => {
    const parts = {
      vault: storage.mode,
      directory,
      sessions,
      snapshot,
      journal,
      forgetGonePages,
      background: platform.background,
    };
    event.waitUntil(handleMessage(event, parts).then(() => background.settled()));
  });

  scope.addEventListener('activate', (event) => {
    revocations.carryOut();
    const begun = Promise.all([scope.clients.claim(), tidyOnce()]);
    event.waitUntil(begun.then(() => background.settled()));
  });

  scope.addEventListener('online', () => revocations.carryOut());

  note({ event: 'worker-started' });
  // What a sign-out without a network, or one cut short, left to do.
  revocations.carryOut();
  background.add(privateCaches.sweep().catch(() => {}));
  background.add(forgetGonePages());
}

async function livingClientIds(): Promise<ReadonlySet<string>> {
  const alive = await scope.clients.matchAll({ type: 'all', includeUncontrolled: true });
  return new Set(alive.map((client) => client.id));
}
