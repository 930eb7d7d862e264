import { KeyringError } from '../protocol/errors.ts';
import type { WorkerRequest } from '../protocol/request-parsers.ts';
import type { RequestType } from '../protocol/requests.ts';
import type { WorkerResponse } from '../protocol/responses.ts';
import { askWorker } from './message-channel.ts';
import { waitForControl } from './wait-for-control.ts';

/**
 * Sends a request to the worker that controls this page, and waits for one if need be.
 *
 * If another worker takes this page over before the response, the request is sent to that worker too: a message to a worker
 * that the browser has replaced is lost. By the specification a new version takes over only when the old one has no event in
 * progress. So the old one has not begun the request, its response is on its way, or the browser ended it in the middle. The
 * first response counts. Every request may run twice, and each worker has the whole deadline.
 *
 * @throws KeyringError `controller_missing`: no worker controls this page; `deadline_exceeded`: the worker did not respond;
 *   and the errors of the request
 */
export async function askKeyring<T extends RequestType>(
  type: T,
  request: WorkerRequest<T>,
): Promise<WorkerResponse<T>> {
  let latest = await waitForControl();
  const settled = new AbortController();
  return new Promise<WorkerResponse<T>>((resolve, reject) => {
    const ask = (worker: ServiceWorker): void => {
      latest = worker;
      askWorker(worker, type, request).then(resolve, (error: unknown) => {
        // A replaced worker that did not respond says nothing. What it refused is the outcome.
        if (worker === latest || !isDeadline(error)) reject(error);
      });
    };
    const { serviceWorker } = navigator;
    const onChange = (): void => {
      const { controller } = serviceWorker;
      // The event can come after the request was sent to the worker that it is about.
      if (controller !== null && controller !== latest) ask(controller);
    };
    serviceWorker.addEventListener('controllerchange', onChange, { signal: settled.signal });
    ask(latest);
  }).finally(() => settled.abort());
}

function isDeadline(error: unknown): boolean {
  return error instanceof KeyringError && error.code === 'deadline_exceeded';
}

/**
 * Whether AuthKit can be reached now. The worker sends one request to find out. A worker of an older version does not know
 * the request; the result is then true, so that the page tries.
 */
export function isSignInReachable(): Promise<boolean> {
  return askKeyring('check-connection', {}).then(
    ({ isReachable }) => isReachable,
    () => true,
  );
}
