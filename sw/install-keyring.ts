import { KeyringConfigurationError } from '../src/protocol/configuration-error.ts';
import { ParseError } from '../src/protocol/parse.ts';
import { parseHostConfiguration } from '../src/protocol/parse-configuration.ts';
import { parsePaths } from '../src/protocol/parse-paths.ts';
import type { KeyringPaths } from '../src/protocol/paths.ts';
import { assertFirstListener } from './assert-first-listener.ts';
import { type KeyringHost, takeHostVault } from './host-vault.ts';
import { installMisconfigured } from './install-misconfigured.ts';
import { isKeyringWorker } from './is-keyring-worker.ts';
import type { PushListeners } from './push/review-on-push.ts';
import { scope } from './scope.ts';
import { startKeyring } from './start-keyring.ts';
import type { KeyringSettings } from './worker-core.ts';

/** What the server puts before the worker script: `server/worker-script.ts`. */
declare const __keyringHost: KeyringHost | undefined;

/** What the worker does beyond the default. */
export interface InstallOptions {
  /** From `reviewOnPush`: the worker follows push messages. Default: it does not listen for them. */
  readonly push?: PushListeners;
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
 * @param options see {@link InstallOptions}
 * @returns the checked paths, for the app's own routes
 * @throws Error if the script was registered under another scope or URL, or if an earlier `fetch` listener responds to the
 *   callback: then nothing is installed
 * @example
 * installKeyring();
 */
export function installKeyring(
  host: KeyringHost | undefined = typeof __keyringHost === 'undefined' ? undefined : __keyringHost,
  { push }: InstallOptions = {},
): KeyringPaths {
  try {
    const settings = readSettings(host);
    assertKeyringWorker(settings.configuration.paths);
    // The same script passed this check when it was installed.
    if (scope.serviceWorker?.state !== 'activated') assertFirstListener(settings.configuration.redirectUri);
    startKeyring(settings, push);
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

function readSettings(host: KeyringHost | undefined): KeyringSettings {
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
