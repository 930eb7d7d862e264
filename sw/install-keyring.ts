import { Router } from 'workbox-routing';
import { createKeyringCore } from '../src/keyring/create-keyring-core.ts';
import { EventLog } from '../src/keyring/log/event-log.ts';
import type { LoggedEvent } from '../src/keyring/ports/observer.ts';
import { KeyringConfigurationError } from '../src/protocol/configuration-error.ts';
import type { KeyringSnapshot } from '../src/protocol/messages.ts';
import { ParseError } from '../src/protocol/parse.ts';
import { type CheckedConfiguration, parseHostConfiguration } from '../src/protocol/parse-configuration.ts';
import { parsePaths } from '../src/protocol/parse-paths.ts';
import type { KeyringPaths } from '../src/protocol/paths.ts';
import { createWorkOSProvider } from '../src/providers/workos/workos-provider.ts';
import { Durability } from '../src/storage/durability.ts';
import { assertFirstListener } from './assert-first-listener.ts';
import { cacheStorage } from './cached-storage.ts';
import { ChangeSignal } from './change-signal.ts';
import { chooseVault } from './choose-vault.ts';
import { registerAnnouncementRoute } from './fetch/announcement-route.ts';
import { Announcements } from './fetch/announcements.ts';
import { refuseUnroutedMethod, registerApiRoute } from './fetch/api-route.ts';
import { registerCallbackRoute } from './fetch/callback-route.ts';
import { EventStreams } from './fetch/event-streams.ts';
import { registerManifestRoute } from './fetch/manifest-route.ts';
import { PageRequests } from './fetch/page-requests.ts';
import { refuseUnlistedApi } from './fetch/unlisted-api.ts';
import { type HostVault, type KeyringHost, takeHostVault } from './host-vault.ts';
import { installMisconfigured } from './install-misconfigured.ts';
import { isKeyringWorker } from './is-keyring-worker.ts';
import { handleMessage } from './messages/message-handler.ts';
import {
  createSessionsNotifier,
  isTopLevelWindow,
  notifyAuthorizationRequired,
  notifyOrganizationsChanged,
} from './messages/notify-clients.ts';
import { createOrganizationSource } from './organization-source.ts';
import { BackgroundWork, createPlatform } from './platform.ts';
import { PrivateCaches } from './private-caches.ts';
import { createMistakeReporter } from './report-mistake.ts';
import { scope } from './scope.ts';
import { WorkerCacheLease } from './worker-cache-lease.ts';

/** How long the log waits before it is written, ms: a burst of calls is one write. No event waits for it. */
const LOG_DELAY = 1_000;

/**
 * How long a worker serves calls before it tidies up, ms. Otherwise the first call after a start would share the database
 * with work that no page waits for.
 */
const TIDY_DELAY = 1_000;

/** What the server puts before the worker script: `server/worker-script.ts`. */
declare const __keyringHost: KeyringHost | undefined;

/** What the server put before the worker script, checked. */
interface Settings {
  readonly configuration: CheckedConfiguration;
  readonly hostVault: HostVault;
}

/**
 * Builds the keyring and registers all its listeners. Call it once, while the worker script is first evaluated,
 * before any other library registers a `fetch` listener. A later listener does not see requests that the keyring
 * responds to.
 *
 * With a wrong configuration the worker is installed without a keyring: each message of a page gets
 * `configuration_invalid`, and no API call gets a token.
 *
 * @param host what the server put before the worker script; this function deletes the vault's keys from it. Default: `__keyringHost`
 * @returns the checked paths, for the app's own routes
 * @throws Error if the script was registered under another scope or URL, or if an earlier `fetch` listener responds to the
 *   callback: then nothing is installed
 * @example
 * installKeyring();
 */
export function installKeyring(
  host: KeyringHost | undefined = typeof __keyringHost === 'undefined' ? undefined : __keyringHost,
): KeyringPaths {
  try {
    const settings = readSettings(host);
    assertKeyringWorker(settings.configuration.paths);
    assertFirstListener(settings.configuration.redirectUri);
    startKeyring(settings);
    return settings.configuration.paths;
  } catch (error) {
    if (!(error instanceof KeyringConfigurationError)) throw error;
    // The paths of a wrong configuration are not known, so only the default script may report it.
    const paths = parsePaths();
    assertKeyringWorker(paths);
    installMisconfigured(error, host?.configuration);
    return paths;
  }
}

/** The server sends this script, with the key in it, also for other scopes: there it must not run. */
function assertKeyringWorker(paths: KeyringPaths): void {
  if (!isKeyringWorker(paths))
    throw new Error(`The keyring runs only as ${paths.workerScript} with the scope ${paths.scope}.`);
}

function readSettings(host: KeyringHost | undefined): Settings {
  try {
    const configuration = parseHostConfiguration(host, location.origin);
    return { configuration, hostVault: takeHostVault(host ?? { configuration }, configuration.vault) };
  } catch (error) {
    if (!(error instanceof ParseError) || error instanceof KeyringConfigurationError) throw error;
    // The text of a parser never holds a key.
    throw new KeyringConfigurationError({
      setting: '__keyringHost.vault',
      problem: error.message,
      remedy: 'Serve the script through the createKeyringHost of the same version.',
    });
  } finally {
    // Also a wrong configuration must not leave the keys where other code of the worker can read them.
    if (host !== undefined) delete host.vault;
  }
}

function startKeyring({ configuration, hostVault }: Settings): void {
  const { paths } = configuration;
  const background = new BackgroundWork();
  const platform = createPlatform(background);
  const changed = new ChangeSignal();
  const lease = new WorkerCacheLease();
  const durability = new Durability(() => {
    lease.drop();
    changed.emit();
  });
  const storage = cacheStorage(chooseVault(hostVault, durability, lease.drop), lease, durability);
  const { sealed, sessions: store } = storage;
  const eventLog = new EventLog(sealed.journal, platform, (write) => background.defer(LOG_DELAY, write));
  const log = (event: LoggedEvent): void => eventLog.add(event);
  const caches = new PrivateCaches({ store, withLock: platform.withLock });
  const report = createMistakeReporter({ log, background: platform.background });
  const provider = createWorkOSProvider(
    { ...configuration, signOutUri: new URL(paths.scope, location.origin).href, report },
    fetch.bind(globalThis),
    platform.now,
  );
  const { sessions, directory, overview, revocations } = createKeyringCore({
    platform,
    provider,
    stores: {
      ...sealed,
      sessions: store,
      credentials: storage.credentials,
      organizations: storage.organizations,
    },
    organizations: createOrganizationSource(configuration),
    observer: {
      log,
      sessionsChanged: changed.emit,
      organizationsChanged: () => background.add(notifyOrganizationsChanged()),
      deleteUserData: (organizationId, userId) => caches.delete(organizationId, userId),
    },
    configuration,
  });
  const snapshot = async (): Promise<KeyringSnapshot> => ({
    ...(await overview.snapshot()),
    storage: durability.state,
  });
  const notifySessions = createSessionsNotifier(snapshot);
  changed.listen(() => background.add(notifySessions()));

  const announcements = new Announcements(storage.clients, paths);
  // The next start deletes what cannot be deleted now.
  const deleteGonePages = (): Promise<void> => announcements.deleteGone(livingClientIds).catch(() => {});
  const noteConnection = async (source: unknown): Promise<void> => {
    if (configuration.unconnectedPages === 'pass' && isTopLevelWindow(source))
      await announcements.connect(source.id).catch(() => {});
  };
  const router = new Router();
  registerApiRoute(router, {
    apis: configuration.apis,
    paths,
    announcements,
    directory,
    sessions,
    log,
    readClaims: provider.readClaims,
    streams: new EventStreams(),
    binding: configuration.binding,
    unconnectedPages: configuration.unconnectedPages,
    report,
    pageRequests: new PageRequests(),
    notifyAuthorizationRequired: (clientId, organization) =>
      background.add(notifyAuthorizationRequired(clientId, organization)),
  });
  registerAnnouncementRoute(router, { announcements, paths });
  registerCallbackRoute(router, { redirectUri: configuration.redirectUri, sessions, paths });
  registerManifestRoute(router, {
    overview,
    paths,
    credentials: configuration.lookupCredentials,
  });

  const tidy = once(() =>
    background.defer(TIDY_DELAY, async () => {
      // A sign-out without a network, or an interrupted one, left revocations and caches.
      revocations.deliver();
      await caches.deleteEnded().catch(() => {});
      await deleteGonePages();
    }),
  );
  const migrate = once(() =>
    // After a failure the records stay as they are, and the next start tries again.
    background.defer(TIDY_DELAY, () => storage.clearOutdated().catch(() => {})),
  );

  scope.addEventListener('fetch', (event) => {
    tidy();
    migrate();
    const { request } = event;
    const response =
      refuseUnroutedMethod(request, configuration.apis) ??
      router.handleRequest({ request, event }) ??
      refuseUnlistedApi(request, configuration.apis, report);
    if (response === undefined) return;
    event.respondWith(response);
    event.waitUntil(Promise.resolve(response).then(() => background.settled()));
    event.stopImmediatePropagation();
  });

  scope.addEventListener('message', (event) => {
    // A waiting worker receives messages too, and only an active one may migrate records.
    tidy();
    const parts = {
      vault: storage.mode,
      paths,
      directory,
      sessions,
      snapshot,
      eventLog,
      deleteGonePages,
      background: platform.background,
    };
    // Before the response: the page's first API call may follow it at once.
    const connected = noteConnection(event.source);
    event.waitUntil(connected.then(() => handleMessage(event, parts)).then(() => background.settled()));
  });

  scope.addEventListener('activate', (event) => {
    tidy();
    migrate();
    // The version before this one may still run: it forgets the sessions that it keeps in memory.
    background.add(lease.take());
    // The browser holds the requests and messages of every page until the activation has ended.
    event.waitUntil(scope.clients.claim());
  });

  scope.addEventListener('online', () => revocations.deliver());

  log({ event: 'worker-started' });
}

/** Calls `task` at the first call. */
function once(task: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) task();
    isDone = true;
  };
}

async function livingClientIds(): Promise<ReadonlySet<string>> {
  const alive = await scope.clients.matchAll({ type: 'all', includeUncontrolled: true });
  return new Set(alive.map((client) => client.id));
}
