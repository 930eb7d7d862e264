import { setTimeout as sleep } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { Refusal } from './errors.ts';
import { type Fault, type FaultTarget, onlyDelays } from './faults.ts';
import type { Arrival, LogEntry } from './request-log.ts';
import type { AuthKitContext } from './state.ts';

/** The part of `@hono/node-server`'s bindings that a dropped connection needs. */
export interface ConnectionBindings {
  readonly incoming?: { readonly socket: { destroy(): unknown } };
}

/** Hono's context; without a server around it (`app.fetch` called directly) there are no bindings. */
export type AuthKitRequest = Context<{ Bindings: ConnectionBindings }>;

/** Does what the request asks for and writes into its log entry how that ended. @throws {Refusal} */
export type Action = (entry: LogEntry) => Response | Promise<Response>;

/**
 * Answers one request of the OAuth endpoints: it is logged, a queued fault may come in between,
 * and what the action refuses becomes the error reply.
 *
 * @param on - what faults can be put on; `undefined` for a request that is too broken to tell
 */
export async function answer(
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
  if (fault.drop) return dropConnection(c);
  const reply = onlyDelays(fault) ? await act(action, entry) : faultAnswer(fault, entry);
  if (fault.replyDelayMs !== undefined) await sleep(fault.replyDelayMs);
  return reply;
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

function faultAnswer({ status = 200, headers, body }: Fault, entry: LogEntry): Response {
  entry.code = codeOf(body);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  // Statuses that HTTP defines without content refuse even an empty one.
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

/** Ends the connection with no byte of an answer, which a client can only see as a network error. */
function dropConnection(c: AuthKitRequest): Response {
  const socket = c.env?.incoming?.socket;
  if (!socket) return Response.error();
  socket.destroy();
  return RESPONSE_ALREADY_SENT;
}
