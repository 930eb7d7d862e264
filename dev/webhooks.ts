import type { ServerObserver } from '../server/observe/server-event.ts';
import { createPushHints, type PushHints } from '../server/push/push-hints.ts';
import type { TicketIssuer } from '../server/tickets/ticket-issuer.ts';
import { parseSessionHint } from '../server/webhooks/session-hint.ts';
import { createSessionHints, type SessionHints } from '../server/webhooks/session-hints.ts';
import { createWebhookReceiver } from '../server/webhooks/webhook-receiver.ts';
import { attempt, parseJson } from '../src/protocol/parse.ts';
import type { Storage } from './api/index.ts';
import { LOCAL_WEBHOOK_SECRET } from './authkit/index.ts';
import type { Environment } from './environment.ts';
import { createWebPushSender } from './send-web-push.ts';
import { stateDirectory } from './state-directory.ts';
import { localVapidKeys } from './vapid-keys.ts';

const TOPIC = 'session-hints';

/** What webhooks act on. */
export interface WebhookParts {
  readonly storage: Storage;
  readonly tickets: Pick<TicketIssuer, 'endTickets'>;
  readonly observe: ServerObserver;
  /** Logs why an event could not be handled. */
  readonly reportError: (error: unknown) => void;
}

/** The webhooks of one process. */
export interface Webhooks {
  readonly hints: Pick<SessionHints, 'subscribe'>;
  readonly push: Pick<PushHints, 'respond'>;
  /** `undefined` if WorkOS is used and its signing secret is not set. */
  readonly receiveWebhook: ((request: Request) => Promise<Response>) | undefined;
}

/**
 * Receives webhooks in one process of the API. It ends the tickets that their hints concern, passes their hints to the event streams of all processes, and sends them
 * to browsers without a page. Each event is handled once, whichever process receives it.
 */
export function receiveWebhooks(
  environment: Environment,
  { storage, tickets, observe, reportError }: WebhookParts,
): Webhooks {
  const { workos, webhookSecret, vapid } = environment;
  const hints = createSessionHints();
  const keys = vapid.keys ?? localVapidKeys(stateDirectory(environment));
  const push = createPushHints({
    publicKey: keys.publicKey,
    send: createWebPushSender({ ...keys, subject: vapid.subject }),
    store: storage.pushSubscriptions,
  });
  storage.messages.subscribe(TOPIC, (message) => {
    const hint = attempt(() => parseSessionHint(parseJson(message, 'hint')));
    if (hint !== undefined) hints.publish(hint);
  });
  // The secret of the local AuthKit is public.
  const secret = webhookSecret ?? (workos === null ? LOCAL_WEBHOOK_SECRET : null);
  if (secret === null) return { hints, push, receiveWebhook: undefined };
  const { webhookEvents, messages } = storage;
  /** The receiver responds with 500 to any failure, and says no reason. */
  const reported =
    <Parameters extends readonly unknown[], Result>(work: (...given: Parameters) => Promise<Result>) =>
    (...given: Parameters): Promise<Result> =>
      work(...given).catch((error: unknown) => {
        reportError(error);
        throw error;
      });
  const receiveWebhook = createWebhookReceiver({
    secrets: [secret],
    observe,
    onHint: reported(async (hint) => {
      await tickets.endTickets(hint);
      await messages.publish(TOPIC, JSON.stringify(hint));
      // WorkOS does not wait for push services. A message that is lost delays the review to the next refresh.
      push.notify(hint).catch(() => {});
    }),
    events: {
      claim: reported(webhookEvents.claim),
      finish: reported(webhookEvents.finish),
      release: reported(webhookEvents.release),
    },
  });
  return { hints, push, receiveWebhook };
}
