import { isDevelopmentHost } from '../protocol/development-host.ts';
import type { KeyringPathsOptions } from '../protocol/paths.ts';
import { outdatedImpersonations } from './impersonation.ts';
import { clearInterruptedSignIn, interruptedSignIn } from './interrupted-sign-in.ts';
import { createKeyring, type Keyring } from './keyring.ts';
import { keyringPaths, setKeyringPaths } from './paths.ts';
import { registerWorker } from './register-worker.ts';
import { waitForControl } from './wait-for-control.ts';
import { waitForKeyring } from './wait-for-keyring.ts';

/** When a page prints what a developer should know, ms after its load: its own first calls come before. */
const FINDINGS_DELAY = 1_000;

/** How a page connects. */
export interface ConnectOptions {
  /** The `paths` of the server's configuration. Default: those of `setKeyringPaths`, or the defaults. */
  readonly paths?: KeyringPathsOptions | undefined;
}

/**
 * Registers the worker, waits until it controls this page, and reads the sessions. Render nothing that calls an API
 * before this resolves. A call that failed may be repeated.
 *
 * @returns the keyring, with its first snapshot
 * @throws KeyringError `unsupported`: this browser has no service workers, as at an address without HTTPS, or blocks site data;
 *   `controller_missing`: the worker was not installed, or did not take control, in time; `deadline_exceeded`: the worker did not respond
 * @example
 * const keyring = await connectKeyring();
 * keyring.subscribe(() => render(keyring.getSnapshot()));
 * render(keyring.getSnapshot());
 */
export async function connectKeyring({ paths }: ConnectOptions = {}): Promise<Keyring> {
  if (paths !== undefined) setKeyringPaths(paths);
  const disposal = new AbortController();
  try {
    await registerWorker(disposal.signal);
    const first = await waitForControl();
    const hasFailed = location.pathname === keyringPaths().signInFailed;
    const signIn = hasFailed ? undefined : interruptedSignIn();
    const keyring = createKeyring(disposal, signIn?.state ?? null);
    // The sessions are read while the worker says that it is the keyring's.
    const checking = keyring.check();
    checking.catch(() => {});
    await waitForKeyring();
    if (first !== navigator.serviceWorker.controller) {
      // It has replaced an earlier worker, which is no update for this page.
      disposal.abort();
      return await connectKeyring();
    }
    if (isDevelopmentHost(location.hostname)) printFindings(keyring, disposal.signal);
    await checking;
    const { sessions } = keyring.getSnapshot();
    const outdated = outdatedImpersonations(sessions, signIn !== undefined, Date.now());
    if (outdated.length > 0) await keyring.signOut(outdated.map(({ organization }) => organization));
    if (!hasFailed) clearInterruptedSignIn();
    return keyring;
  } catch (error) {
    disposal.abort();
    throw error;
  }
}

/** During development the console names each wrong setting. A production page does not load the code. */
function printFindings(keyring: Keyring, signal: AbortSignal): void {
  setTimeout(() => {
    import('./development.ts').then(
      (development) => development.printFindings(() => keyring.inspect(), signal),
      // Without the code the findings are still in the worker's log.
      () => {},
    );
  }, FINDINGS_DELAY);
}
