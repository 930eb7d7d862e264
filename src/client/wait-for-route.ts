import { KeyringError } from '../protocol/errors.ts';
import { keyringPaths } from './paths.ts';
import { assertBrowser } from './site-data.ts';
import { CLAIM_INTERVAL, CONTROL_DEADLINE, waitForControl } from './wait-for-control.ts';

/**
 * Resolves once the worker sees the requests of this page, or of this dedicated or shared worker.
 *
 * @throws KeyringError `controller_missing`: it did not take control within 15 s; `unsupported`: this is a server
 */
export async function waitUntilRouted(): Promise<void> {
  assertBrowser();
  if (typeof document === 'undefined') await waitForRoute();
  else await waitForControl();
}

let isRouted = false;

/** Dedicated and shared workers have no `navigator.serviceWorker`. Only the keyring's worker responds at this path. */
async function waitForRoute(): Promise<void> {
  const deadline = performance.now() + CONTROL_DEADLINE;
  while (!isRouted) {
    const signal = AbortSignal.timeout(CONTROL_DEADLINE);
    const response = await fetch(keyringPaths().announcement, { cache: 'no-store', signal }).catch(
      () => undefined,
    );
    isRouted = response?.status === 204;
    if (isRouted) return;
    if (performance.now() > deadline) {
      throw new KeyringError(
        'controller_missing',
        'The session worker does not control this worker. Start it from a page after connectKeyring().',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, CLAIM_INTERVAL));
  }
}
