import { KeyringConfigurationError } from '../../src/protocol/configuration-error.ts';
import { attempt, parseJson } from '../../src/protocol/parse.ts';
import { checkFunction, checkMethods, checkOptionalFunctions, checkRequest } from '../check-function.ts';
import { checkMembers, type MembersOf } from '../check-members.ts';
import { createSafeObserver, type ServerEvent, type ServerObserver } from '../observe/server-event.ts';
import { readLimitedText } from '../read-limited-text.ts';
import { hintOfEvent, type SessionHint } from './session-hint.ts';
import { createMemoryWebhookEvents, type WebhookEventStore } from './webhook-events.ts';
import { isSigned } from './webhook-signature.ts';

/** The settings of a webhook receiver. */
export interface WebhookReceiverOptions {
  /** The signing secrets of the endpoint in the WorkOS dashboard: more than one while a secret rotates. */
  readonly secrets: readonly string[];
  /** Handles a hint. If it fails, WorkOS delivers the event again. */
  readonly onHint: (hint: SessionHint) => void | Promise<void>;
  /** Which events were handled. Default: in memory, for one process. */
  readonly events?: WebhookEventStore | undefined;
  /** ms since the epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** Receives what happens, for logs and counters, without the body. Default: nothing does. */
  readonly observe?: ServerObserver | undefined;
}

const OPTIONS: MembersOf<WebhookReceiverOptions> = { secrets: 0, onHint: 0, events: 0, now: 0, observe: 0 };

/** Largest body, bytes. */
const BODY_LIMIT = 256 * 1024;
/** How long an event is remembered, ms: longer than WorkOS repeats a delivery. */
const EVENT_LIFETIME = 7 * 24 * 3_600_000;
/** How long an event is claimed, ms: after that, the process that handled it has ended. */
const CLAIM_LIFETIME = 60_000;

/**
 * Creates a handler for the webhooks of WorkOS. It accepts signed and recent events, each once, and turns
 * `session.revoked`, `organization_membership.updated`, `organization_membership.deleted` and `user.deleted` into hints.
 *
 * It responds with 200 to every signed event, also to one that says nothing about a session or that was handled before;
 * with 400 to an unsigned or old one, 405 to another method, 413 to a body above 256 KiB, and 500 if `onHint` or the
 * store failed, or another process still handles the event. WorkOS then delivers it again.
 *
 * @throws KeyringConfigurationError without secrets, or with one of less than 16 characters
 * @example
 * const hints = createSessionHints();
 * const receive = createWebhookReceiver({ secrets: [process.env.WORKOS_WEBHOOK_SECRET ?? ''], onHint: hints.publish });
 * app.post('/webhooks/workos', (c) => receive(c.req.raw));
 */
export function createWebhookReceiver(
  options: WebhookReceiverOptions,
): (request: Request) => Promise<Response> {
  checkMembers(options, OPTIONS);
  const { onHint, now = Date.now, events = createMemoryWebhookEvents(now) } = options;
  const secrets = checkWebhookSecrets(options.secrets);
  checkFunction(onHint, 'onHint');
  checkOptionalFunctions(options, ['now']);
  checkMethods(options.events, 'events', ['claim', 'finish', 'release']);
  const observe = createSafeObserver(options.observe);
  const refuse = (status: number, reason: Refusal): Response => {
    observe({ type: 'webhook', outcome: 'refused', reason });
    return respond(status);
  };
  const settle = (status: number, outcome: 'accepted' | 'repeated' | 'ignored' | 'failed'): Response => {
    observe({ type: 'webhook', outcome });
    return respond(status);
  };
  const running = new Map<string, Promise<'accepted' | 'repeated' | false>>();
  /** @returns `false` if the event has to be delivered again */
  const handle = async (hint: SessionHint): Promise<'accepted' | 'repeated' | false> => {
    const claim = await events.claim(hint.id, CLAIM_LIFETIME);
    // Another process may fail to handle it or be killed, so a response of 200 would be wrong.
    if (claim !== 'claimed') return claim === 'handled' && 'repeated';
    try {
      await onHint(hint);
      await events.finish(hint.id, EVENT_LIFETIME);
      return 'accepted';
    } catch {
      await events.release(hint.id);
      return false;
    }
  };
  return async (request) => {
    checkRequest(request);
    if (request.method !== 'POST') return refuse(405, 'method');
    const body = await readLimitedText(request, BODY_LIMIT);
    if (body === undefined) return refuse(413, 'size');
    if (!(await isSigned(body, request.headers.get('WorkOS-Signature'), { secrets, now: now() })))
      return refuse(400, 'signature');
    const read = attempt(() => ({ hint: hintOfEvent(parseJson(body, 'the body')) }));
    if (read === undefined) return refuse(400, 'body');
    const { hint } = read;
    if (hint === undefined) return settle(200, 'ignored');
    // A delivery that WorkOS no longer waits for may still fail, so its repetition has the same outcome.
    const first = running.get(hint.id);
    if (first !== undefined) return (await first) ? settle(200, 'repeated') : settle(500, 'failed');
    // A store that is not reachable rejects.
    const handling = handle(hint).catch(() => false as const);
    running.set(hint.id, handling);
    try {
      const outcome = await handling;
      return settle(outcome ? 200 : 500, outcome || 'failed');
    } finally {
      running.delete(hint.id);
    }
  };
}

type Refusal = Extract<ServerEvent, { readonly type: 'webhook'; readonly reason: string }>['reason'];

function checkWebhookSecrets(secrets: readonly string[]): readonly string[] {
  if (
    Array.isArray(secrets) &&
    secrets.length > 0 &&
    secrets.every((secret) => typeof secret === 'string' && secret.length >= 16)
  )
    return secrets;
  throw new KeyringConfigurationError({
    setting: 'secrets',
    problem: 'a webhook needs a signing secret of 16 characters or more',
    remedy: 'Copy the signing secret of the endpoint from the WorkOS dashboard.',
  });
}

/** The response has no body: a sender must not learn why an event was refused. */
function respond(status: number): Response {
  return new Response(null, { status, headers: { 'Cache-Control': 'no-store' } });
}
