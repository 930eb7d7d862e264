import type { Question } from '../protocol/questions.ts';
import type { RequestType } from '../protocol/requests.ts';
import type { WorkerResponse } from '../protocol/responses.ts';
import { askWorker } from './message-channel.ts';
import { waitForControl } from './wait-for-control.ts';

/**
 * Sends a request to the worker that controls this page, and waits for one if need be.
 *
 * @throws KeyringError `controller_missing`: no worker controls this page; `deadline_exceeded`: the worker did not respond;
 *   and the errors of the request
 */
export async function askKeyring<T extends RequestType>(
  type: T,
  question: Question<T>,
): Promise<WorkerResponse<T>> {
  return askWorker(await waitForControl(), type, question);
}

/**
 * Whether AuthKit can be reached now. The worker sends one request to find out. A worker of an older version does not know
 * the question; the result is then true, so that the page tries.
 */
export function isSignInReachable(): Promise<boolean> {
  return askKeyring('check-connection', {}).then(
    ({ isReachable }) => isReachable,
    () => true,
  );
}
