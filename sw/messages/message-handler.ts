import { isForKeyring, parseRequest } from '../../src/protocol/envelopes.ts';
import { KeyringError, toWireError } from '../../src/protocol/errors.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/messages.ts';
import { ParseError } from '../../src/protocol/parse.ts';
import { type HandlerParts, handleRequest } from './handlers.ts';
import { isTopLevelWindow } from './notify-clients.ts';

/** How long a response is kept, ms: the page can have sent its request again just before it got the response. */
const KEPT_FOR = 10_000;

/** The runs of requests, by the page and the id. */
const runs = new Map<string, Promise<unknown>>();

/**
 * Responds to one message of a page, on the port of that message only (R41). The worker ignores messages of frames, of
 * other origins, without a port, and of the app itself.
 */
export async function handleMessage(event: ExtendableMessageEvent, parts: HandlerParts): Promise<void> {
  const { source, ports, data } = event;
  const [port] = ports;
  if (
    port === undefined ||
    !isForKeyring(data) ||
    event.origin !== location.origin ||
    !isTopLevelWindow(source)
  )
    return;
  try {
    const { type, ask, id } = parseRequest(data);
    const { id: clientId } = source;
    const run = () => handleRequest(type, ask, { ...parts, clientId });
    const answer = await (id === undefined ? run() : runOnce(clientId + id, run));
    port.postMessage({ keyring: PROTOCOL_VERSION, answer });
  } catch (error) {
    port.postMessage({ keyring: PROTOCOL_VERSION, error: toWireError(asKnownError(error)) });
  }
}

/** Runs a request, or joins its run: a page sends it again until it has the response. */
function runOnce(key: string, start: () => Promise<unknown>): Promise<unknown> {
  const known = runs.get(key);
  if (known !== undefined) return known;
  const run = start();
  runs.set(key, run);
  const clear = (): unknown => setTimeout(() => runs.delete(key), KEPT_FOR);
  run.then(clear, clear);
  return run;
}

/** A user reads what to do next. Developers read in the worker's console and in `error.cause` what exactly was wrong. */
function asKnownError(error: unknown): unknown {
  if (!(error instanceof ParseError)) return error;
  // A parser's message names fields and limits, never a value.
  console.warn(`org-keyring refused a message: ${error.message}.`);
  return new KeyringError(
    'message_invalid',
    'The session worker could not read a request of this page. Reload the page and try again.',
    { cause: error },
  );
}
