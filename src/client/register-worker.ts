import { Workbox } from 'workbox-window/build/workbox-window.prod.mjs';
import { isDevelopmentHost } from '../protocol/development-host.ts';
import { KeyringError } from '../protocol/errors.ts';
import { keyringPaths } from './paths.ts';
import { assertSupported } from './site-data.ts';
import { currentRegistration, repeatRegistration } from './wait-for-control.ts';
import { withLimit } from './with-limit.ts';
import { isOurWorker, workerScriptUrl } from './worker-script-url.ts';

/** Longest wait for the first registration, ms: it downloads the worker from a server that may not respond. */
const REGISTRATION_LIMIT = 15_000;
/** Longest wait for the words that explain a failed registration, ms: the server may have stopped responding. */
const EXPLANATION_LIMIT = 5_000;
/** Least time between two looks for a new version, ms. */
const UPDATE_INTERVAL = 60 * 60_000;

/**
 * Registers the worker, and resolves once the browser can run it for this page. It need not control the page yet.
 *
 * With an active worker the registration continues in the background. Browsers run `register()` and update checks of
 * one scope one after the other, so `register()` stays pending while a server does not respond to an update check.
 *
 * A call that failed may be repeated.
 *
 * @param signal ends the checks for updates
 * @throws KeyringError `unsupported`: this browser, or this window, has no service workers, or blocks site data;
 *   `controller_missing`: the worker was not installed in time
 */
export async function registerWorker(signal: AbortSignal): Promise<void> {
  assertSupported();
  await untilOpened();
  const options = { scope: keyringPaths().scope, updateViaCache: 'none' } as const;
  const workbox = new Workbox(workerScriptUrl(), options);
  const registering = workbox.register({ immediate: true });
  // With an active worker a failure means that a later visit updates it.
  registering.catch(() => {});
  if (!(await hasActiveWorker())) {
    await withLimit(registering, REGISTRATION_LIMIT, serverSilent).catch(async (error: unknown) => {
      // Another tab may have installed it meanwhile.
      if (!(await hasActiveWorker())) throw await refused(error);
    });
  }
  repeatRegistration(() => navigator.serviceWorker.register(workerScriptUrl(), options));
  checkForUpdates(workbox, signal);
}

/** Chromium holds the messages of a prerendered page until the user opens it, so every deadline would pass before. */
async function untilOpened(): Promise<void> {
  if ('prerendering' in document && document.prerendering)
    await new Promise((opened) => document.addEventListener('prerenderingchange', opened));
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

function serverSilent(): KeyringError {
  return new KeyringError(
    'controller_missing',
    `The server did not deliver the session worker within ${REGISTRATION_LIMIT / 1_000} s.`,
  );
}

async function refused(thrown: unknown): Promise<KeyringError> {
  if (thrown instanceof KeyringError) return thrown;
  const unexplained = thrown instanceof Error ? thrown : undefined;
  const cause = await withLimit(explain(thrown), EXPLANATION_LIMIT, serverSilent).catch(() => unexplained);
  return new KeyringError('controller_missing', 'The session worker could not be installed.', { cause });
}

/** @throws if the explanations cannot be loaded */
async function explain(thrown: unknown): Promise<Error> {
  const { explainRegistration, printText } = await import('./development.ts');
  const cause = await explainRegistration(String(workerScriptUrl()), thrown);
  if (isDevelopmentHost(location.hostname)) printText(cause.message);
  return cause;
}
