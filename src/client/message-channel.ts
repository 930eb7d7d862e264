import { parseResponse } from '../protocol/envelopes.ts';
import { fromWireError, KeyringError } from '../protocol/errors.ts';
import { PROTOCOL_VERSION } from '../protocol/messages.ts';
import { attempt } from '../protocol/parse.ts';
import type { WorkerRequest } from '../protocol/request-parsers.ts';
import { DEADLINES, type RequestType } from '../protocol/requests.ts';
import type { WorkerResponse } from '../protocol/responses.ts';
import { withLimit } from './with-limit.ts';

/**
 * Sends a request to the worker and waits for its one response, on a separate channel.
 *
 * @param id of the request, the same each time it is sent. Left out: it is sent once
 * @throws KeyringError that the worker sent, or `deadline_exceeded` if it sent nothing before the request's deadline
 */
export async function askWorker<T extends RequestType>(
  worker: ServiceWorker,
  type: T,
  request: WorkerRequest<T>,
  id?: string,
): Promise<WorkerResponse<T>> {
  const { port1, port2 } = new MessageChannel();
  try {
    const response = new Promise<unknown>((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
      worker.postMessage({ keyring: PROTOCOL_VERSION, type, ask: request, id }, [port2]);
    });
    const data = await withLimit(
      response,
      DEADLINES[type],
      () =>
        new KeyringError(
          'deadline_exceeded',
          `The session worker did not respond to "${type}". Reload the page.`,
        ),
    );
    const reply = attempt(() => parseResponse(type, data));
    if (reply === undefined) {
      throw new KeyringError(
        'temporarily_unavailable',
        'The session worker is of another version. Reload the page.',
      );
    }
    if ('error' in reply) throw fromWireError(reply.error);
    return reply.answer;
  } finally {
    port1.close();
  }
}

/** Whether a worker did not respond: it may have ended, or be no keyring. */
export function isDeadline(error: unknown): boolean {
  return error instanceof KeyringError && error.code === 'deadline_exceeded';
}
