import { setTimeout as sleep } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { Refusal } from './errors.ts';
import { type Fault, type FaultTarget, onlyDelays } from './faults.ts';
import type { Arrival, LogEntry } from './request-log.ts';
import type { AuthKitContext } from './state.ts';

/** The part of `@hono/node-server`'s bindings that is needed to close a connection. */
export interface ConnectionBindings {
  readonly incoming?: { readonly socket: { destroy(): unknown } };
}

/** Hono's context. It has no bindings if `app.fetch` is called directly. */
export type AuthKitRequest = Context<{ Bindings: ConnectionBindings }>;

/** Performs the request and writes its outcome to the log entry. @throws {Refusal} */
export type Action = (entry: LogEntry) => Response | Promise<Response>;

/**
 * Handles one request of the OAuth endpoints: logs it, applies a queued fault, and converts a {@link Refusal} of the
 * action to the error response.
 *
 * @param on - the target of faults; `undefined` if the request is too malformed to classify
 */
export async function handleRequest(
  c: AuthKitRequest,
  { state, now }: AuthKitContext,
  { on, ...arrival }: Arrival & { readonly on: FaultTarget | undefined },
  action: Action,
): Promise<Response> {
  const entry = state.log.open(now(), arrival);
  const fault = on && state.faults.take(on, entry.organization);
  if (!fault) return act(action, entry);

  if (fault.drop === 'after') {
    await act(action, entry);
    entry.outcome = 'lost';
  }
  if (fault.delayMs !== undefined) await sleep(fault.delayMs);
  if (fault.drop) return closeConnection(c);
  const response = onlyDelays(fault) ? await act(action, entry) : faultResponse(fault, entry);
  if (fault.replyDelayMs !== undefined) await sleep(fault.replyDelayMs);
  return response;
}

async function act(action: Action, entry: LogEntry): Promise<Response> {
  entry.outcome = 'ok';
  try {
    return await action(entry);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    entry.outcome = 'error';
    entry.code = error.code;
    return Response.json(error.body, { status: error.status, headers: { 'Cache-Control': 'no-store' } });
  }
}

function faultResponse({ status = 200, headers, body }: Fault, entry: LogEntry): Response {
  entry.code = codeOf(body);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  // `Response` rejects any body, even an empty one, for statuses without content.
  const content = [204, 205, 304].includes(status) ? null : (text ?? null);
  const contentType = typeof body === 'string' ? 'text/plain;charset=UTF-8' : 'application/json';
  return new Response(content, {
    status,
    headers: { ...(content && { 'Content-Type': contentType }), ...headers },
  });
}

function codeOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null;
  if ('error' in body && typeof body.error === 'string') return body.error;
  return 'code' in body && typeof body.code === 'string' ? body.code : null;
}

/** Closes the connection without a response. The client sees a network error. */
function closeConnection(c: AuthKitRequest): Response {
  const socket = c.env?.incoming?.socket;
  if (!socket) return Response.error();
  socket.destroy();
  return RESPONSE_ALREADY_SENT;
}
