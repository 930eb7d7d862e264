import type { WorkerRequest } from '../protocol/request-parsers.ts';
import type { RequestType } from '../protocol/requests.ts';
import type { WorkerResponse } from '../protocol/responses.ts';
import { askWorker, isDeadline } from './message-channel.ts';
import { waitForControl } from './wait-for-control.ts';

/** How long a page waits before it sends a request again, ms: no engine tells it that the browser ended the worker. */
const REPEAT_INTERVAL = 1_000;

/**
 * Sends a request to the worker that controls this page, and waits for one if need be.
 *
 * A message is lost if the browser ends the worker or replaces it, and no event tells the page. So the request is sent again
 * every second until there is a response, and at once to a worker that takes this page over. A worker runs a request once,
 * by its id, however often it arrives. A request may run twice only if another worker, or another start of the worker, gets
 * it. The first response counts, and each worker has the whole deadline.
 *
 * @throws KeyringError `controller_missing`: no worker controls this page; `deadline_exceeded`: the worker did not respond;
 *   and the errors of the request
 */
export async function askKeyring<T extends RequestType>(
  type: T,
  request: WorkerRequest<T>,
): Promise<WorkerResponse<T>> {
  const id = crypto.randomUUID();
  let latest = await waitForControl();
  const { serviceWorker } = navigator;
  let ask = (): void => {};
  let timer: ReturnType<typeof setInterval> | undefined;
  return new Promise<WorkerResponse<T>>((resolve, reject) => {
    ask = () => {
      const worker = serviceWorker.controller ?? latest;
      latest = worker;
      askWorker(worker, type, request, id).then(resolve, (error: unknown) => {
        // A replaced worker that did not respond says nothing. What it refused is the outcome.
        if (worker === latest || !isDeadline(error)) reject(error);
      });
    };
    serviceWorker.addEventListener('controllerchange', ask);
    timer = setInterval(ask, REPEAT_INTERVAL);
    ask();
  }).finally(() => {
    clearInterval(timer);
    serviceWorker.removeEventListener('controllerchange', ask);
  });
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
