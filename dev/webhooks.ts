import type { ServerObserver } from '../server/observe/server-event.ts';
import { parseSessionHint } from '../server/webhooks/session-hint.ts';
import { createSessionHints, type SessionHints } from '../server/webhooks/session-hints.ts';
import { createWebhookReceiver } from '../server/webhooks/webhook-receiver.ts';
import { attempt, parseJson } from '../src/protocol/parse.ts';
import type { Storage } from './api/index.ts';
import { LOCAL_WEBHOOK_SECRET } from './authkit/index.ts';
import type { Environment } from './environment.ts';

const TOPIC = 'session-hints';

/** The webhooks of one process. */
export interface Webhooks {
  readonly hints: Pick<SessionHints, 'subscribe'>;
  /** `undefined` if WorkOS is used and its signing secret is not set. */
  readonly receiveWebhook: ((request: Request) => Promise<Response>) | undefined;
}

/**
 * Receives webhooks in one process of the API, and passes their hints to the event streams of all processes. Each event
 * is handled once, whichever process receives it.
 */
export function receiveWebhooks(
  { workos, webhookSecret }: Environment,
  storage: Storage,
  observe: ServerObserver,
): Webhooks {
  const hints = createSessionHints();
  storage.messages.subscribe(TOPIC, (message) => {
    const hint = attempt(() => parseSessionHint(parseJson(message, 'hint')));
    if (hint !== undefined) hints.publish(hint);
  });
  // The secret of the local AuthKit is public.
  const secret = webhookSecret ?? (workos === null ? LOCAL_WEBHOOK_SECRET : null);
  if (secret === null) return { hints, receiveWebhook: undefined };
  const { webhookEvents, messages } = storage;
  const receiveWebhook = createWebhookReceiver({
    secrets: [secret],
    observe,
    onHint: (hint) => messages.publish(TOPIC, JSON.stringify(hint)),
    events: {
      claim: (id) => webhookEvents.record(id),
      release: (id) => webhookEvents.delete(id),
    },
  });
  return { hints, receiveWebhook };
}
