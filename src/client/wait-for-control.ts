import { KeyringError } from '../protocol/errors.ts';
import { nextControllerChange } from './controller-change.ts';
import { askWorker } from './message-channel.ts';
import { watchDepartures } from './page-return.ts';
import { withLimit } from './with-limit.ts';

/** Longest wait for the worker to control this page, ms. */
export const CONTROL_DEADLINE = 15_000;
/** How often an uncontrolled page asks the active worker again, ms: Firefox sometimes loses a claim. */
export const CLAIM_INTERVAL = 250;
/** Longest wait for the browser to look a registration up, ms. It reads its own records and asks no server. */
const LOOK_UP_LIMIT = 2_000;

/** Registers the worker of this page again. It does nothing before {@link repeatRegistration}. */
let registerAgain = (): Promise<unknown> => Promise.resolve();

/** From now on {@link waitForControl} registers the worker if the browser has deleted it, for example with all site data. */
export function repeatRegistration(register: () => Promise<unknown>): void {
  registerAgain = register;
}

/**
 * Resolves with the worker that controls this page. A page without a controller asks the active worker to claim it, and
 * registers the worker again if there is none: the browser deletes it with the site data, also while pages are open.
 *
 * @throws KeyringError `controller_missing`: it did not take control within 15 s, or the page can have no worker
 */
export async function waitForControl(): Promise<ServiceWorker> {
  watchDepartures();
  const deadline = performance.now() + CONTROL_DEADLINE;
  let isRepeated = false;
  for (;;) {
    // Without TLS, and in tests of jsdom, there is no `navigator.serviceWorker`.
    const controller = navigator.serviceWorker?.controller;
    if (controller) return controller;
    if (controller === undefined || performance.now() > deadline) {
      throw new KeyringError(
        'controller_missing',
        'The session worker did not start. Reload the page to try again.',
      );
    }
    const changed = nextControllerChange(CLAIM_INTERVAL);
    const registration = await currentRegistration();
    if (registration === undefined && !isRepeated) {
      isRepeated = true;
      registerAgain().catch(() => {});
    }
    const active = registration?.active;
    if (active?.state === 'activated') await askWorker(active, 'claim', {}).catch(() => {});
    if (navigator.serviceWorker.controller === null) await changed;
  }
}

/** The registration of this page's scope. `undefined`: there is none, or the browser could not look it up in time. */
export function currentRegistration(): Promise<ServiceWorkerRegistration | undefined> {
  const late = (): Error => new KeyringError('deadline_exceeded', 'The look-up took too long.');
  return withLimit(navigator.serviceWorker.getRegistration(), LOOK_UP_LIMIT, late).catch(() => undefined);
}
