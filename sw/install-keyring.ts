import { KeyringConfigurationError } from '../src/protocol/configuration-error.ts';
import { attempt, ParseError, parseRecord } from '../src/protocol/parse.ts';
import { parseHostConfiguration } from '../src/protocol/parse-configuration.ts';
import { parsePaths } from '../src/protocol/parse-paths.ts';
import type { KeyringPaths } from '../src/protocol/paths.ts';
import { assertFirstListener } from './assert-first-listener.ts';
import { type KeyringHost, takeHostVault } from './host-vault.ts';
import { isKeyringWorker } from './is-keyring-worker.ts';
import { createMisconfigured } from './misconfigured.ts';
import { once } from './once.ts';
import type { PushListeners } from './push/review-on-push.ts';
import { scope } from './scope.ts';
import { startKeyring } from './start-keyring.ts';
import type { KeyringSettings } from './worker-core.ts';
import type { WorkerHandlers } from './worker-handlers.ts';

/** What the server puts before the worker script: `server/worker-script.ts`. */
declare const __keyringHost: KeyringHost | undefined;

/** What {@link installKeyring} takes. */
export interface InstallOptions {
  /** What the server put before the worker script. Default: `__keyringHost`. */
  readonly host?: KeyringHost | undefined;
  /** From `reviewOnPush`: the worker follows push messages. Default: it does not listen for them. */
  readonly push?: PushListeners | undefined;
}

/**
 * Builds the keyring and registers all its listeners. Call it once, while the worker script is first evaluated,
 * before any other library registers a `fetch` listener. A later listener does not see requests that the keyring
 * responds to.
 *
 * With a wrong configuration the worker is installed without a keyring: each message of a page gets
 * `configuration_invalid`, and no API call gets a token.
 *
 * @param options.host this function deletes the vault's keys from it
 * @returns the checked paths, for the app's own routes
 * @throws Error if the script was registered under another scope or URL, or if an earlier `fetch` listener responds to the
 *   callback: then nothing is installed
 * @example
 * installKeyring();
 */
export function installKeyring({
  host = typeof __keyringHost === 'undefined' ? undefined : __keyringHost,
  push,
}: InstallOptions = {}): KeyringPaths {
  const own = takeHost(host);
  const paths = pathsOf(own);
  // The server sends this script, with the key in it, also for other scopes: there it must not run.
  if (!isKeyringWorker(paths))
    throw new Error(`The keyring runs only as ${paths.workerScript} with the scope ${paths.scope}.`);
  const handlers = once(() => createHandlers(own));
  // The same script passed its checks when it was installed. So a start registers the listeners, and builds the rest in the time
  // until the browser delivers the first event. The rest listens for no event of the worker: Chromium logs a warning for each
  // listener that is added so late, which takes half a millisecond.
  if (scope.serviceWorker?.state === 'activated') setTimeout(handlers, 0);
  else handlers();
  scope.addEventListener('install', (event) => handlers().install?.(event));
  scope.addEventListener('activate', (event) => handlers().activate(event));
  scope.addEventListener('fetch', (event) => handlers().fetch(event));
  scope.addEventListener('message', (event) => handlers().message(event));
  scope.addEventListener('online', () => handlers().online?.());
  push?.(() => handlers().push);
  return paths;
}

/** Deletes the keys from the global, where other code of the worker can read them, also if the configuration is wrong. */
function takeHost(host: KeyringHost | undefined): KeyringHost | undefined {
  const own = host && { ...host };
  delete host?.vault;
  return own;
}

/** The checked paths. If they are wrong, the defaults: then only the default script may report what is wrong. */
function pathsOf(host: KeyringHost | undefined): KeyringPaths {
  return (
    attempt(() => parsePaths(parseRecord(host?.configuration, 'configuration').paths ?? {})) ?? parsePaths()
  );
}

function createHandlers(host: KeyringHost | undefined): WorkerHandlers {
  try {
    const settings = readSettings(host);
    if (scope.serviceWorker?.state !== 'activated') assertFirstListener(settings.configuration.redirectUri);
    return startKeyring(settings);
  } catch (error) {
    if (!(error instanceof KeyringConfigurationError)) throw error;
    return createMisconfigured(error, host?.configuration);
  }
}

function readSettings(host: KeyringHost | undefined): KeyringSettings {
  const configuration = parseHostConfiguration(host, location.origin);
  try {
    return { configuration, hostVault: takeHostVault(host ?? { configuration }, configuration.vault) };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    // The text of a parser never holds a key.
    throw new KeyringConfigurationError({
      setting: '__keyringHost.vault',
      problem: error.message,
      remedy: 'Serve the script through the createKeyringHost of the same version.',
    });
  }
}
