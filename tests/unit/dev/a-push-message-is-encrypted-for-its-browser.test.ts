import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { importJWK, jwtVerify } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import webPush from 'web-push';
import { createWebPushSender } from '../../../dev/send-web-push.ts';
import { createPushHints } from '../../../server/push/push-hints.ts';
import { createWebhookReceiver } from '../../../server/webhooks/webhook-receiver.ts';
import { PushBrowser } from '../support/push.ts';
import { close, listen, type RunningApi, startApi } from './support.ts';

interface Delivery {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

const SECRET = 'whsec_of_the_tests_0123456789';
const SUBJECT = 'mailto:operator@example.com';
const vapid = { ...webPush.generateVAPIDKeys(), subject: SUBJECT };

/** A push service on this machine. It keeps what it receives. */
async function startPushService(respond: { status: number; location?: string } = { status: 201 }) {
  const deliveries: Delivery[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    deliveries.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(respond.status, respond.location ? { Location: respond.location } : {}).end();
  });
  const origin = await listen(server);
  return { deliveries, host: new URL(origin).host, origin, stop: () => close(server) };
}

/** Endpoints are `https:`, and the push service of the test has no certificate. */
const sendWithoutTls: typeof fetch = (input, init) => fetch(String(input).replace('https:', 'http:'), init);

type PushService = Awaited<ReturnType<typeof startPushService>>;
let service: PushService;
let running: RunningApi;
let receive: (request: Request) => Promise<Response>;
beforeEach(async () => {
  service = await startPushService();
  const push = createPushHints({
    publicKey: vapid.publicKey,
    send: createWebPushSender(vapid, sendWithoutTls),
    services: [service.host],
  });
  receive = createWebhookReceiver({ secrets: [SECRET], onHint: push.notify });
  running = await startApi({ push, receiveWebhook: receive });
});
afterEach(async () => {
  await running.stop();
  await service.stop();
});

const subscribe = (browser: PushBrowser, init: RequestInit = {}, token = {}): Promise<Response> =>
  running.call('/api/push', { method: 'POST', body: JSON.stringify(browser), ...init }, token);

function webhook(data: object, event = 'session.revoked'): Promise<Response> {
  const body = JSON.stringify({ id: `event_${Math.random()}`, event, data });
  const at = Date.now();
  const signature = createHmac('sha256', SECRET).update(`${at}.${body}`).digest('hex');
  const headers = { 'WorkOS-Signature': `t=${at}, v1=${signature}` };
  return Promise.resolve(running.api.request('/api/webhooks/workos', { method: 'POST', headers, body }));
}

test('R49: from a webhook to the push service: encrypted for the browser, signed with the VAPID key', async () => {
  const browser = new PushBrowser(`https://${service.host}/send/1`);
  const elsewhere = new PushBrowser(`https://${service.host}/send/2`);
  expect((await subscribe(browser)).status).toBe(204);
  expect((await subscribe(elsewhere, {}, { sid: 'session_2' })).status).toBe(204);
  const data = { id: 'session_1', user_id: 'user_ada', organization_id: 'org_acme' };
  expect((await webhook(data)).status).toBe(200);

  expect(service.deliveries.map(({ path }) => path)).toEqual(['/send/1']);
  const [delivery] = service.deliveries;
  if (delivery === undefined) throw new Error('Nothing was delivered.');
  const { headers, body } = delivery;
  expect(body.includes('org_acme')).toBe(false);
  const text = browser.decrypt(body);
  expect(JSON.parse(text)).toEqual({
    type: 'session-hint',
    id: expect.stringMatching(/^event_/),
    organizationId: 'org_acme',
  });
  expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400', urgency: 'high' });
  expect(() => elsewhere.decrypt(body)).toThrow();

  const { t: jwt, k: key } = Object.fromEntries(
    [...String(headers.authorization).matchAll(/\b([tk])=([^,\s]+)/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
  expect(key).toBe(vapid.publicKey);
  const point = Buffer.from(vapid.publicKey, 'base64url');
  const publicKey = await importJWK({
    kty: 'EC',
    alg: 'ES256',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  });
  const { payload } = await jwtVerify(String(jwt), publicKey, { algorithms: ['ES256'] });
  expect(payload).toMatchObject({ aud: `https://${service.host}`, sub: SUBJECT });
  // RFC 8292 §2: at most 24 hours.
  expect(Number(payload.exp) * 1000 - Date.now()).toBeLessThanOrEqual(24 * 3_600_000);
});

test('a subscription needs an access token: none, a wrong one and a ticket are refused', async () => {
  const browser = new PushBrowser(`https://${service.host}/send/1`);
  const { ticket } = (await (
    await running.call('/api/tickets', {
      method: 'POST',
      body: JSON.stringify({ method: 'POST', path: '/api/push' }),
    })
  ).json()) as { ticket: string };
  for (const Authorization of ['', 'Bearer x.y.z', `Ticket ${ticket}`, `Bearer ${ticket}`])
    expect((await subscribe(browser, { headers: { Authorization } })).status).toBe(401);
  expect((await running.call('/api/push')).status).toBe(200);
  await webhook({ id: 'session_1', user_id: 'user_ada', organization_id: 'org_acme' });
  expect(service.deliveries).toEqual([]);
});

test('a user without an organization can subscribe', async () => {
  const browser = new PushBrowser(`https://${service.host}/send/1`);
  expect((await subscribe(browser, {}, { org_id: undefined })).status).toBe(204);
  await webhook({ user_id: 'user_ada', organization_id: null });
  expect(service.deliveries).toHaveLength(1);
});

test('a redirect of a push service is not followed', async () => {
  const internal = await startPushService();
  const redirecting = await startPushService({ status: 307, location: `${internal.origin}/internal` });
  const send = createWebPushSender(vapid, sendWithoutTls);
  const { endpoint, keys } = new PushBrowser(`https://${redirecting.host}/send/1`).toJSON();
  const rest = {
    payload: '{}',
    ttl: 60,
    urgency: 'high',
    topic: 'x',
    signal: AbortSignal.timeout(10_000),
  } as const;
  expect(await send({ endpoint, keys, ...rest })).toEqual({ status: 307 });
  expect(redirecting.deliveries).toHaveLength(1);
  expect(internal.deliveries).toEqual([]);
  await Promise.all([internal.stop(), redirecting.stop()]);
});

test('a failing push service does not fail the webhook', async () => {
  const browser = new PushBrowser(`https://${service.host}/send/1`);
  await subscribe(browser);
  await service.stop();
  expect((await webhook({ user_id: 'user_ada', organization_id: 'org_acme' })).status).toBe(200);
  service = await startPushService();
});
