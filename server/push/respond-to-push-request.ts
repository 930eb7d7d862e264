import { attempt, parseJson } from '../../src/protocol/parse.ts';
import { checkRequest } from '../check-function.ts';
import { checkOwner } from '../check-owner.ts';
import { problemResponse } from '../problem-response.ts';
import { readLimitedText } from '../read-limited-text.ts';
import { type PushOwner, parsePushRegistration, parsePushRemoval } from './push-subscription.ts';
import type { PushSubscriptionStore } from './push-subscription-store.ts';

/** Longest body, bytes. */
const BODY_LIMIT = 8_192;

/** What the response depends on. */
export interface PushRequestParts {
  readonly store: PushSubscriptionStore;
  readonly services: readonly string[];
  readonly limit: number;
  readonly publicKey: string;
}

/** Responds to `GET`, `POST` and `DELETE` of the subscriptions of a session. */
export async function respondToPushRequest(
  request: Request,
  owner: PushOwner,
  { store, services, limit, publicKey }: PushRequestParts,
): Promise<Response> {
  checkRequest(request);
  checkOwner(owner, ['userId', 'sessionId']);
  const { userId, sessionId } = owner;
  const { method } = request;
  if (method === 'GET' || method === 'HEAD')
    return Response.json({ publicKey }, { headers: { 'Cache-Control': 'no-store' } });
  if (method !== 'POST' && method !== 'DELETE')
    return problemResponse(405, 'method_not_allowed', 'Allowed here: GET, HEAD, POST, DELETE.', {
      Allow: 'GET, HEAD, POST, DELETE',
    });
  const body = parseJsonOrNull(await readLimitedText(request, BODY_LIMIT));
  if (method === 'DELETE') {
    const removal = attempt(() => parsePushRemoval(body));
    if (removal === undefined) return invalid('This request names no subscription.');
    await store.delete({ ...removal, userId, sessionId });
    return done();
  }
  const registration = attempt(() => parsePushRegistration(body, services));
  if (registration === undefined || !(await isPublicKey(registration.keys.p256dh)))
    return invalid('This is no subscription of a known push service.');
  const { endpoint, keys, replaces } = registration;
  // Only the sender's own: knowing the endpoint of another user's browser must not remove it.
  if (replaces !== null && replaces !== endpoint) await store.delete({ endpoint: replaces, userId });
  await store.put({ endpoint, keys, userId, sessionId }, limit);
  return done();
}

/** Whether a key is a point of the curve. No message can be encrypted for another one, so it would fail again and again. */
async function isPublicKey(p256dh: string): Promise<boolean> {
  const bytes = Uint8Array.from(atob(p256dh.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
    letter.charCodeAt(0),
  );
  const imported = crypto.subtle.importKey('raw', bytes, { name: 'ECDH', namedCurve: 'P-256' }, false, []);
  return imported.then(
    () => true,
    () => false,
  );
}

function parseJsonOrNull(text: string | undefined): unknown {
  return text === undefined ? null : (attempt(() => parseJson(text, 'the body')) ?? null);
}

function done(): Response {
  return new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } });
}

function invalid(detail: string): Response {
  return problemResponse(400, 'push_subscription_invalid', detail);
}
