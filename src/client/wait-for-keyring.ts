import { KeyringError } from '../protocol/errors.ts';
import { DEADLINES } from '../protocol/requests.ts';
import { nextControllerChange } from './controller-change.ts';
import { askWorker, isDeadline } from './message-channel.ts';
import { reloadOnce } from './reload-once.ts';
import { CLAIM_INTERVAL, CONTROL_DEADLINE, currentRegistration, waitForControl } from './wait-for-control.ts';
import { isOurWorker } from './worker-script-url.ts';

/** Longest wait for a response of a worker that the browser calls redundant, ms: if another one replaces it, that comes at once. */
const REDUNDANT_LIMIT = 1_000;

/**
 * Resolves once the controlling worker responds to messages of this library. On the day of a deployment an earlier worker
 * of the app, for example one for push messages alone, controls the page until the keyring's worker is installed.
 *
 * Firefox 153 can hand a page its first worker as `redundant`, if the worker claims the page very early. No message of
 * the page reaches that worker, and only another document gets a working one. So the page reloads itself, once.
 *
 * @throws KeyringError `controller_missing` if no worker of this library responds within about 15 s
 */
export async function waitForKeyring(): Promise<void> {
  let current = await waitForControl();
  const deadline = performance.now() + CONTROL_DEADLINE;
  while (!(await isKeyring(current))) {
    if (performance.now() > deadline) throw notReplaced(current);
    if (current === navigator.serviceWorker.controller) {
      if (current.state === 'redundant') return reloadOnce(notReplaced(current));
      const changed = nextControllerChange(CLAIM_INTERVAL);
      await activateKeyring();
      await changed;
    }
    current = await waitForControl();
  }
}

/** Whether a worker responds in this library's protocol, with an error too. A new controller ends the wait. */
function isKeyring(worker: ServiceWorker): Promise<boolean> {
  const responding = askWorker(worker, 'claim', {}).then(
    () => true,
    (error: unknown) => !isDeadline(error),
  );
  const patience = worker.state === 'redundant' ? REDUNDANT_LIMIT : DEADLINES.claim;
  return Promise.race([responding, nextControllerChange(patience).then(() => false)]);
}

/** Activates the keyring's worker if it waits until the tabs of the earlier worker are closed. Otherwise looks for an update. */
async function activateKeyring(): Promise<void> {
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
