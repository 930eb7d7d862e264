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
import { ChangeSignal } from './change-signal.ts';
import { chooseVault } from './choose-vault.ts';
import { registerAnnouncementRoute } from './fetch/announcement-route.ts';
import { Announcements } from './fetch/announcements.ts';
import { refuseUnroutedMethod, registerApiRoute } from './fetch/api-route.ts';
import { registerCallbackRoute } from './fetch/callback-route.ts';
import { EventStreams } from './fetch/event-streams.ts';
import { registerManifestRoute } from './fetch/manifest-route.ts';
import { refuseUnlistedApi } from './fetch/unlisted-api.ts';
import { type HostVault, type KeyringHost, takeHostVault } from './host-vault.ts';
import { installMisconfigured } from './install-misconfigured.ts';
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
import { createMistakeReporter } from './report-mistake.ts';
import { scope } from './scope.ts';

/** How long the log waits before it is written, ms: a burst of calls is one write. */
const LOG_DELAY = 1_000;

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
 * @throws Error if the script was registered under another scope or URL: then nothing is installed
 * @example
 * installKeyring();
 */
export function installKeyring(
  host: KeyringHost | undefined = typeof __keyringHost === 'undefined' ? undefined : __keyringHost,
): KeyringPaths {
  try {
    const settings = readSettings(host);
    assertKeyringWorker(settings.configuration.paths);
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
  const durability = new Durability(changed.emit);
  const storage = chooseVault(hostVault, durability);
  const { sealed, sessions: store } = storage;
  const eventLog = new EventLog(sealed.journal, platform, (write) =>
    background.add(platform.delay(LOG_DELAY).then(write)),
  );
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
    stores: { ...sealed, sessions: store, credentials: storage.credentials },
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

  let cleared: Promise<void> | undefined;
  const clearOutdatedOnce = (): Promise<void> => {
    // After a failure the records stay as they are, and the next start tries again.
    cleared ??= storage.clearOutdated().catch(() => {});
    return cleared;
  };

  scope.addEventListener('fetch', (event) => {
    background.add(clearOutdatedOnce());
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
    event.waitUntil(handleMessage(event, parts).then(() => background.settled()));
  });

  scope.addEventListener('activate', (event) => {
    revocations.deliver();
    const begun = Promise.all([scope.clients.claim(), clearOutdatedOnce()]);
    event.waitUntil(begun.then(() => background.settled()));
  });

  scope.addEventListener('online', () => revocations.deliver());

  log({ event: 'worker-started' });
  // A sign-out without a network, or one that was interrupted, left these revocations.
  revocations.deliver();
  background.add(caches.deleteEnded().catch(() => {}));
  background.add(deleteGonePages());
}

async function livingClientIds(): Promise<ReadonlySet<string>> {
  const alive = await scope.clients.matchAll({ type: 'all', includeUncontrolled: true });
  return new Set(alive.map((client) => client.id));
}
