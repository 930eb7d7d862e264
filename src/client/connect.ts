import { Workbox } from 'workbox-window';
import { KeyringError } from '../protocol/errors.ts';
import { askWorker } from './message-channel.ts';
import { workerScriptUrl } from './worker-script-url.ts';

/** Longest wait for the worker to control this page, ms. */
const CONTROL_DEADLINE = 15_000;
/** How often an uncontrolled page asks the active worker again, ms: Firefox sometimes loses a claim. */
const CLAIM_INTERVAL = 250;
/** Least time between two looks for a new version, ms. */
const UPDATE_INTERVAL = 60 * 60_000;

/**
 * Registers the worker and resolves once it controls this page. Nothing that calls an API may render before:
 * on a first visit and after a hard reload requests would leave without the worker (R39). `ready` is not enough,
 * it comes before control.
 *
 * @returns the registration, for updates
 * @throws KeyringError `unsupported`: this browser, or this window, has no service workers; `controller_missing`:
 *   the worker did not take control in time
 */
export async function connect(): Promise<Workbox> {
  if (!('serviceWorker' in navigator)) {
    throw new KeyringError('unsupported', 'This browser, or this private window, has no service workers.');
  }
  const workbox = new Workbox(workerScriptUrl(), { updateViaCache: 'none' });
  await workbox.register({ immediate: true }).catch(async (error: unknown) => {
    // Offline, or the server is away: a worker that was registered before does as well.
    if ((await navigator.serviceWorker.getRegistration())?.active === undefined) throw refused(error);
  });
  await waitForControl();
  checkForUpdates(workbox);
  return workbox;
}

/** Resolves with the worker that controls this page, claimed if need be. */
export async function waitForControl(): Promise<ServiceWorker> {
  const { serviceWorker } = navigator;
  const deadline = performance.now() + CONTROL_DEADLINE;
  while (serviceWorker.controller === null) {
    if (performance.now() > deadline) {
      throw new KeyringError(
        'controller_missing',
        'The session worker did not start. Reload the page to try again.',
      );
    }
    const changed = nextControllerChange(CLAIM_INTERVAL);
    const active = (await serviceWorker.getRegistration())?.active;
    if (active?.state === 'activated') await askWorker(active, 'claim', {}).catch(() => {});
    if (serviceWorker.controller === null) await changed;
  }
  return serviceWorker.controller;
}

/** A page that stays open for days would never ask for a new version: browsers ask when a document loads. */
function checkForUpdates(workbox: Workbox): void {
  let checkedAt = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - checkedAt < UPDATE_INTERVAL) return;
    checkedAt = Date.now();
    // Offline, or the server is away: there is a next time.
    workbox.update().catch(() => {});
  });
}

function nextControllerChange(patience: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      navigator.serviceWorker.removeEventListener('controllerchange', done);
      resolve();
    };
    const timer = setTimeout(done, patience);
    navigator.serviceWorker.addEventListener('controllerchange', done);
  });
}

function refused(cause: unknown): KeyringError {
  const error = new KeyringError(
    'controller_missing',
    'The session worker could not be installed. Reload to try again.',
  );
  error.cause = cause;
  return error;
}
