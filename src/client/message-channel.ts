import { fromWireError, KeyringError } from '../protocol/errors.ts';
import { type Answer, type Ask, PROTOCOL_VERSION, type RequestType } from '../protocol/messages.ts';
import { attempt } from '../protocol/parse.ts';
import { parseReply } from '../protocol/parse-answer.ts';

/** How long the worker has for an answer, ms; the slow ones wait for AuthKit or for the app's back end. */
const DEADLINE: Record<RequestType, number> = {
  claim: 5_000,
  'open-organization': 40_000,
  'refresh-session': 40_000,
  'list-sessions': 10_000,
  'list-organizations': 40_000,
  inspect: 10_000,
  'keep-warm': 10_000,
  'check-connection': 10_000,
  'start-authorization': 40_000,
  'sign-out': 10_000,
};

/**
 * Asks the worker and waits for its one answer, on a channel of its own.
 *
 * @throws KeyringError what the worker answered, or `deadline_exceeded` when it did not
 */
export async function askWorker<T extends RequestType>(
  worker: ServiceWorker,
  type: T,
  ask: Ask<T>,
): Promise<Answer<T>> {
  const { port1, port2 } = new MessageChannel();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const data = await new Promise<unknown>((resolve, reject) => {
      const late = new KeyringError(
        'deadline_exceeded',
        `The session worker did not answer "${type}". Reload the page.`,
      );
      timer = setTimeout(() => reject(late), DEADLINE[type]);
      port1.onmessage = (event) => resolve(event.data);
      worker.postMessage({ keyring: PROTOCOL_VERSION, type, ask }, [port2]);
    });
    const reply = attempt(() => parseReply(type, data));
    if (reply === undefined) {
      throw new KeyringError(
        'temporarily_unavailable',
        'The session worker is of another version. Reload the page.',
      );
    }
    if ('error' in reply) throw fromWireError(reply.error);
    return reply.answer;
  } finally {
    clearTimeout(timer);
    port1.close();
  }
}
