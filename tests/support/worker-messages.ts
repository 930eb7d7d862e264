import type { ResponseEnvelope } from '../../src/protocol/envelopes.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/messages.ts';
import type { WorkerRequest } from '../../src/protocol/request-parsers.ts';
import type { RequestType } from '../../src/protocol/requests.ts';
import type { WorkerResponse } from '../../src/protocol/responses.ts';
import type { Scripted } from './scripted.ts';

/** The response, or the code of the error; `unanswered`: the worker ended, or took too long. */
export type Asked<T extends RequestType> =
  | { readonly answer: WorkerResponse<T> }
  | { readonly code: string }
  | 'unanswered';

/** Asks the worker what a page would, without the app's own code: so a test can ask at any moment, from any document. */
export async function ask<T extends RequestType>(
  page: Scripted,
  type: T,
  request: WorkerRequest<T>,
  patience = 20_000,
): Promise<Asked<T>> {
  const reply = await page.evaluate(
    ([message, deadline]) =>
      new Promise<unknown>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        setTimeout(() => resolve(null), deadline);
        port1.onmessage = ({ data }) => resolve(data);
        navigator.serviceWorker.controller?.postMessage(message, [port2]);
      }),
    [{ keyring: PROTOCOL_VERSION, type, ask: request }, patience] as const,
  );
  if (reply === null) return 'unanswered';
  const envelope = reply as ResponseEnvelope<T>;
  return 'error' in envelope ? { code: envelope.error.code } : { answer: envelope.answer };
}

/** Repeats the request until there is a response, as a page does when its worker was stopped. */
export async function askAgain<T extends RequestType>(
  page: Scripted,
  type: T,
  request: WorkerRequest<T>,
): Promise<WorkerResponse<T>> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const asked = await ask(page, type, request, 5_000);
    if (asked === 'unanswered') continue;
    if ('code' in asked) throw new Error(`The worker refused "${type}": ${asked.code}`);
    return asked.answer;
  }
  throw new Error(`The worker never replied to "${type}".`);
}
