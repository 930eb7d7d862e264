import { KeyringConfigurationError } from '../../src/protocol/configuration-error.ts';
import { formatPush } from '../../src/protocol/session-hint.ts';
import { encodeBase64Url } from '../base64url.ts';
import { checkCount } from '../check-count.ts';
import { checkFunction, checkMethods, checkOptionalFunctions } from '../check-function.ts';
import { checkMembers, type MembersOf } from '../check-members.ts';
import { checkOwner } from '../check-owner.ts';
import type { SessionHint } from '../webhooks/session-hint.ts';
import { PushDelivery, waitInBackground } from './push-delivery.ts';
import type { SendPush } from './push-message.ts';
import { checkPushServices, isPushEndpoint, PUSH_SERVICES } from './push-services.ts';
import type { PushOwner, StoredPushSubscription } from './push-subscription.ts';
import { createMemoryPushSubscriptions, type PushSubscriptionStore } from './push-subscription-store.ts';
import { respondToPushRequest } from './respond-to-push-request.ts';

/** The settings of push hints. */
export interface PushHintsOptions {
  /** The public VAPID key, as base64url: an uncompressed P-256 point. Browsers subscribe with it. */
  readonly publicKey: string;
  readonly send: SendPush;
  /** Default: in memory, for one process. */
  readonly store?: PushSubscriptionStore | undefined;
  /** Hosts of push services. `*.` stands for any subdomain. Default: those of Chrome, Firefox, Safari and Edge. */
  readonly services?: readonly string[] | undefined;
  /** Most subscriptions of one user: one for each browser and sign-in. The oldest is deleted first. Default: 50. */
  readonly limit?: number | undefined;
  /** Resolves after the pause before another attempt, ms. Default: a timer. */
  readonly wait?: ((delay: number) => Promise<void>) | undefined;
}

/** Web Push for hints: see {@link createPushHints}. */
export interface PushHints {
  /**
   * Responds to a request of a page: `GET` returns `{publicKey}`, `POST` stores a subscription (the JSON of a
   * `PushSubscription`), `DELETE` with `{endpoint}` removes it.
   *
   * @param owner from the verified access token of this request. A ticket must not be able to subscribe
   */
  readonly respond: (request: Request, owner: PushOwner) => Promise<Response>;
  /**
   * Sends a hint to the browsers that it concerns: those of its session if it names one, or else all of its user. It deletes
   * subscriptions that no longer exist, and those of the session.
   *
   * @returns when every push service has responded, at most 10 s later. If one responds with 429 or 5xx, or not at all, the server
   *   sends the message again in the background: four times within about six minutes, or later if `Retry-After` says so
   * @throws what the store throws; KeyringConfigurationError if the hint has no id or names no user
   */
  readonly notify: (hint: SessionHint) => Promise<void>;
}

const OPTIONS: MembersOf<PushHintsOptions> = {
  publicKey: 0,
  send: 0,
  store: 0,
  services: 0,
  limit: 0,
  wait: 0,
};

/** A device that is off for longer asks AuthKit anyway before it uses a session, s. */
const TTL = 24 * 3_600;
/** Length of a topic, characters (RFC 8030 §5.4). */
const TOPIC_LENGTH = 32;
/** 65 bytes that begin with 4, as base64url. */
const PUBLIC_KEY = /^B[A-Za-z0-9_-]{86}$/;

/**
 * Creates the server half of Web Push: browsers in which no page is open learn that a session may have ended. A message is
 * only a hint (R49): the worker asks AuthKit and shows what it found.
 *
 * @throws KeyringConfigurationError if `publicKey`, `limit` or a host in `services` has a wrong form
 * @example
 * const push = createPushHints({ publicKey, send });
 * // GET, POST and DELETE /api/push, after the access token was verified:
 * const response = await push.respond(request, { userId: token.sub, sessionId: token.sid });
 * createWebhookReceiver({ secrets, onHint: (hint) => push.notify(hint) });
 */
export function createPushHints(options: PushHintsOptions): PushHints {
  checkMembers(options, OPTIONS);
  const { send, store = createMemoryPushSubscriptions(), wait = waitInBackground } = options;
  const limit = checkCount(options.limit ?? 50, 'limit');
  const services = checkPushServices(options.services ?? PUSH_SERVICES);
  const publicKey = checkPublicKey(options.publicKey);
  checkFunction(send, 'send');
  checkOptionalFunctions(options, ['wait']);
  checkMethods(options.store, 'store', ['put', 'list', 'delete']);
  const delivery = new PushDelivery({ send, store, wait });

  return {
    respond: (request, owner) => respondToPushRequest(request, owner, { store, services, limit, publicKey }),
    async notify(hint) {
      checkOwner(hint, ['id', 'userId'], 'hint');
      const { userId, sessionId } = hint;
      const concerned = (await store.list(userId)).filter(
        (each) => (sessionId ?? each.sessionId) === each.sessionId && isPushEndpoint(each.endpoint, services),
      );
      const message = {
        payload: formatPush(hint),
        topic: await topicOf(hint),
        ttl: TTL,
        urgency: 'high',
      } as const;
      await Promise.all(
        oneOfEachBrowser(concerned).map(({ endpoint, keys }) =>
          delivery.deliver({ endpoint, keys, ...message }),
        ),
      );
      if (sessionId !== undefined) await store.delete({ userId, sessionId });
    },
  };
}

function oneOfEachBrowser(
  subscriptions: readonly StoredPushSubscription[],
): readonly StoredPushSubscription[] {
  return [...new Map(subscriptions.map((each) => [each.endpoint, each])).values()];
}

/** A push service must not learn the organization, so the topic is a hash. */
async function topicOf({ userId, organizationId }: SessionHint): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify([userId, organizationId]));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
  return encodeBase64Url(hash).slice(0, TOPIC_LENGTH);
}

function checkPublicKey(publicKey: string): string {
  if (PUBLIC_KEY.test(publicKey)) return publicKey;
  throw new KeyringConfigurationError({
    setting: 'publicKey',
    problem: 'it is not a public VAPID key',
    remedy: 'Create a key pair once, for example with "npx web-push generate-vapid-keys", and keep it.',
  });
}
