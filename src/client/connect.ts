import { Workbox } from 'workbox-window';
import { KeyringError } from '../protocol/errors.ts';
import { REQUESTS } from '../protocol/requests.ts';
import { nextControllerChange } from './controller-change.ts';
import { printCause } from './developer-console.ts';
import { explainRegistration } from './explain-registration.ts';
import { askWorker } from './message-channel.ts';
import { keyringPaths } from './paths.ts';
import { assertSupported } from './site-data.ts';
import { withLimit } from './with-limit.ts';
import { isOurWorker, workerScriptUrl } from './worker-script-url.ts';

/** Longest wait for the first registration, ms: it downloads the worker from a server that may not respond. */
const REGISTRATION_LIMIT = 15_000;
/** Longest wait for the browser to look a registration up, ms. It reads its own records and asks no server. */
const LOOK_UP_LIMIT = 2_000;
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
 * With an active worker the registration continues in the background. Browsers run `register()` and update checks of
 * one scope one after the other, so `register()` stays pending while a server does not respond to an update check.
 *
 * A call that failed may be repeated.
 *
 * @param signal ends the checks for updates
 * @throws KeyringError `unsupported`: this browser, or this window, has no service workers, or blocks site data;
 *   `controller_missing`: the worker was not installed, or did not take control, in time
 */
export async function connect(signal: AbortSignal): Promise<void> {
  assertSupported();
  const workbox = new Workbox(workerScriptUrl(), { scope: keyringPaths().scope, updateViaCache: 'none' });
  const registering = workbox.register({ immediate: true });
  // With an active worker a failure means that a later visit updates it.
  registering.catch(() => {});
  if (!(await hasActiveWorker())) {
    await withLimit(registering, REGISTRATION_LIMIT, serverSilent).catch(async (error: unknown) => {
      // Another tab may have installed it meanwhile.
      if (!(await hasActiveWorker())) throw await refused(error);
    });
  }
  await waitForOurWorker(await waitForControl());
  checkForUpdates(workbox, signal);
}

/**
 * Resolves once the controlling worker responds to messages of this library. On the day of a deployment an earlier worker
 * of the app, for example one for push messages alone, controls the page until ours is installed.
 *
 * @throws KeyringError `controller_missing` if no worker of this library responds within about 15 s
 */
async function waitForOurWorker(controller: ServiceWorker): Promise<void> {
  const deadline = performance.now() + CONTROL_DEADLINE;
  let current = controller;
  while (!(await isKeyring(current))) {
    if (performance.now() > deadline) throw notReplaced(current);
    if (current === navigator.serviceWorker.controller) {
      const changed = nextControllerChange(CLAIM_INTERVAL);
      await activateOurs();
      await changed;
    }
    current = await waitForControl();
  }
}

/** Whether a worker responds in this library's protocol, with an error too. A new controller ends the wait. */
function isKeyring(worker: ServiceWorker): Promise<boolean> {
  const responding = askWorker(worker, 'claim', {}).then(
    () => true,
    (error: unknown) => !(error instanceof KeyringError && error.code === 'deadline_exceeded'),
  );
  return Promise.race([responding, nextControllerChange(REQUESTS.claim.deadline).then(() => false)]);
}

/** Lets our worker in if it waits until the tabs of the earlier worker are closed, and looks for it if it is not there yet. */
async function activateOurs(): Promise<void> {
  const registration = await currentRegistration();
  const { waiting = null, installing = null } = registration ?? {};
  if (waiting !== null) await askWorker(waiting, 'claim', {}).catch(() => {});
  else if (installing === null) registration?.update().catch(() => {});
}

function notReplaced(worker: ServiceWorker): KeyringError {
  const text = isOurWorker(worker)
    ? 'The session worker does not respond. Reload the page.'
    : 'An earlier version of this app still controls the page. Close its other tabs, then reload the page.';
  return new KeyringError('controller_missing', text);
}

/**
 * Resolves once the worker sees the requests of this page, or of this dedicated or shared worker.
 *
 * @throws KeyringError `controller_missing`: it did not take control within 15 s
 */
export async function waitUntilRouted(): Promise<void> {
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
    const active = (await currentRegistration())?.active;
    if (active?.state === 'activated') await askWorker(active, 'claim', {}).catch(() => {});
    if (serviceWorker.controller === null) await changed;
  }
  return serviceWorker.controller;
}

/** A page that stays open for days would never ask for a new version: browsers ask when a document loads. */
function checkForUpdates(workbox: Workbox, signal: AbortSignal): void {
  let checkedAt = Date.now();
  const onVisibility = (): void => {
    if (document.visibilityState !== 'visible' || Date.now() - checkedAt < UPDATE_INTERVAL) return;
    checkedAt = Date.now();
    // Offline, or the server does not respond: a later check finds the update.
    workbox.update().catch(() => {});
  };
  document.addEventListener('visibilitychange', onVisibility, { signal });
}

/** Whether the browser can run the worker for this page without asking the server. */
async function hasActiveWorker(): Promise<boolean> {
  const worker = navigator.serviceWorker.controller ?? (await currentRegistration())?.active;
  return worker !== undefined && worker !== null && isOurWorker(worker);
}

/** `undefined`: there is none, or the browser could not look it up in time. */
function currentRegistration(): Promise<ServiceWorkerRegistration | undefined> {
  const late = (): Error => new KeyringError('deadline_exceeded', 'The look-up took too long.');
  return withLimit(navigator.serviceWorker.getRegistration(), LOOK_UP_LIMIT, late).catch(() => undefined);
}

function serverSilent(): KeyringError {
  return new KeyringError(
    'controller_missing',
    `The server did not deliver the session worker within ${REGISTRATION_LIMIT / 1_000} s.`,
  );
}

async function refused(thrown: unknown): Promise<KeyringError> {
  if (thrown instanceof KeyringError) return thrown;
  const cause = await explainRegistration(String(workerScriptUrl()), thrown);
  const error = new KeyringError('controller_missing', 'The session worker could not be installed.', {
    cause,
  });
  printCause(error);
  return error;
}
