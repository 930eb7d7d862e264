import { isKeepRunning } from '../protocol/keep-running.ts';
import { PROTOCOL_VERSION } from '../protocol/messages.ts';

/**
 * Sends the worker a message whenever it asks for one. Firefox ends every response that a worker relays 30 s after the last
 * event of the worker, and only a page can cause such an event.
 *
 * @param signal ends it
 */
export function keepRunning(signal: AbortSignal): void {
  navigator.serviceWorker.addEventListener(
    'message',
    ({ data, source }) => {
      // The message needs no reply, and means nothing else.
      if (isKeepRunning(data) && source instanceof ServiceWorker)
        source.postMessage({ keyring: PROTOCOL_VERSION });
    },
    { signal },
  );
}
