import { createKeyringCore, type KeyringCore } from '../src/keyring/create-keyring-core.ts';
import { EventLog } from '../src/keyring/log/event-log.ts';
import type { LoggedEvent } from '../src/keyring/ports/observer.ts';
import type { Platform } from '../src/keyring/ports/platform.ts';
import type { IdentityProvider } from '../src/keyring/ports/provider.ts';
import type { RuntimeMistake } from '../src/protocol/finding.ts';
import type { SessionsSnapshot } from '../src/protocol/messages.ts';
import type { CheckedConfiguration } from '../src/protocol/parse-configuration.ts';
import { createWorkOSProvider } from '../src/providers/workos/workos-provider.ts';
import { Durability } from '../src/storage/durability.ts';
import { cacheStorage } from './cached-storage.ts';
import { ChangeSignal } from './change-signal.ts';
import { chooseVault, type KeyringStorage } from './choose-vault.ts';
import type { HostVault } from './host-vault.ts';
import {
  createSessionsNotifier,
  notifyOrganizationsChanged,
  notifyStepUps,
} from './messages/notify-clients.ts';
import { createOrganizationSource } from './organization-source.ts';
import { BackgroundWork, createPlatform } from './platform.ts';
import { PrivateCaches } from './private-caches.ts';
import { createMistakeReporter } from './report-mistake.ts';
import { WorkerCacheLease } from './worker-cache-lease.ts';

/** How long the log waits before it is written, ms: a burst of calls is one write. No event waits for it. */
const LOG_DELAY = 1_000;

/** What the server put before the worker script, checked. */
export interface KeyringSettings {
  readonly configuration: CheckedConfiguration;
  readonly hostVault: HostVault;
}

/** The core in the worker, with the adapters that routes and messages use too. */
export interface WorkerCore extends KeyringCore {
  readonly configuration: CheckedConfiguration;
  readonly provider: IdentityProvider;
  readonly storage: KeyringStorage;
  readonly lease: WorkerCacheLease;
  readonly caches: PrivateCaches;
  readonly background: BackgroundWork;
  readonly platform: Platform;
  readonly eventLog: EventLog;
  readonly log: (event: LoggedEvent) => void;
  /** Reports a mistake of the app to its developer. */
  readonly report: (mistake: RuntimeMistake) => void;
  /** What every page shows, and whether it is stored durably. */
  readonly snapshot: () => Promise<SessionsSnapshot>;
}

/** Builds the core for the worker: with its provider, its storage, its log, and the messages that tell pages of changes. */
export function createWorkerCore({ configuration, hostVault }: KeyringSettings): WorkerCore {
  const background = new BackgroundWork();
  const platform = createPlatform(background);
  const changed = new ChangeSignal();
  const lease = new WorkerCacheLease();
  const durability = new Durability(() => {
    lease.clear();
    changed.emit();
  });
  const storage = cacheStorage(chooseVault(hostVault, durability, lease.clear), lease, durability);
  const { sealed, sessions: store } = storage;
  const eventLog = new EventLog(sealed.journal, platform, (write) => background.defer(LOG_DELAY, write));
  const log = (event: LoggedEvent): void => eventLog.add(event);
  const caches = new PrivateCaches({ store, withLock: platform.withLock });
  const report = createMistakeReporter({ log, background: platform.background });
  const provider = createWorkOSProvider(
    { ...configuration, signOutUri: new URL(configuration.paths.scope, location.origin).href, report },
    fetch.bind(globalThis),
    platform.now,
  );
  const core = createKeyringCore({
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
      stepUpsChanged: (clientId, waiting) => background.add(notifyStepUps(clientId, waiting)),
      organizationsChanged: () => background.add(notifyOrganizationsChanged()),
      deleteUserData: (organizationId, userId) => caches.delete(organizationId, userId),
      deleteCachedData: (organizationId) => caches.deleteEnded(organizationId),
    },
    configuration,
  });
  const snapshot = async (): Promise<SessionsSnapshot> => ({
    ...(await core.overview.snapshot()),
    storage: durability.state,
  });
  const notifySessions = createSessionsNotifier(snapshot);
  changed.listen(() => background.add(notifySessions()));

  return {
    ...core,
    configuration,
    provider,
    storage,
    lease,
    caches,
    background,
    platform,
    eventLog,
    log,
    report,
    snapshot,
  };
}
