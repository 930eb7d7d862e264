import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createObservability } from '../../../dev/observability.ts';
import type { ServerEvent } from '../../../server/observe/server-event.ts';
import { createServerMetrics } from '../../../server/observe/server-metrics.ts';
import type { ServerTracer } from '../../../server/observe/tracer.ts';
import { createTicketIssuer } from '../../../server/tickets/ticket-issuer.ts';
import { createWebhookReceiver } from '../../../server/webhooks/webhook-receiver.ts';
import { createConfiguration, createHandler, ORIGIN, SECRET, vaultOf, WORKER_LOAD } from './host.ts';

const PROBED = { Cookie: '__Host-Http-probe=1' };
const TWO_DEVICES = `__Host-Http-keyring=${'a'.repeat(43)}; __Host-Http-keyring=${'b'.repeat(43)}`;
const CODE = 'the-code-of-a-sign-in';
const WEBHOOK_SECRET = 'whsec_of_the_tests_0123456789';
const OWNER = {
  organizationId: 'org_acme',
  userId: 'user_ada',
  sessionId: 'session_1',
  accessTokenExpiresAt: 2e9,
};
const TARGET = { method: 'GET', path: '/api/presence' };

const get = (path: string, headers: HeadersInit = {}, method = 'GET'): Request =>
  new Request(ORIGIN + path, { method, headers });

type Handler = Parameters<typeof createHandler>[0];
async function eventsOf(request: Request, options: Handler = {}): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  await createHandler({ ...options, observe: (event) => events.push(event) }).handle(request);
  return events;
}
const failToRead = async (): Promise<string> => {
  throw new Error('no such file');
};
const keySet = (status: number) => ({
  fetch: async () => new Response('{"keys":[]}', { status }),
  log: () => {},
});

describe('a request to the host is one event', () => {
  const served = (vault: string) => [{ type: 'worker_script', outcome: 'served', vault }];
  const refused = (reason: string) => [{ type: 'worker_script', outcome: 'refused', reason }];
  test.each<[string, Request, unknown, Handler?]>([
    ['a worker load gets a key', get('/sw.js', WORKER_LOAD), served('sealed')],
    ['a browser without the cookie prefix', get('/sw.js', PROBED), served('device')],
    ['an unknown browser', get('/sw.js', { 'Service-Worker': 'script' }), served('memory')],
    [
      'the device vault',
      get('/sw.js'),
      served('device'),
      { configuration: createConfiguration({ vault: 'device' }) },
    ],
    ['a page reads the script', get('/sw.js'), refused('not_a_worker_load')],
    [
      'two device cookies',
      get('/sw.js', { ...WORKER_LOAD, Cookie: TWO_DEVICES }),
      refused('several_devices'),
    ],
    [
      'the script is not built',
      get('/sw.js', WORKER_LOAD),
      [{ type: 'worker_script', outcome: 'failed' }],
      { readWorkerScript: failToRead, log: () => {} },
    ],
    [
      'another file as a worker',
      get('/evil.js', { 'Service-Worker': 'script' }),
      [{ type: 'other_worker', outcome: 'refused' }],
    ],
    [
      'a redirect that no worker handled',
      get(`/auth/callback?code=${CODE}`),
      [{ type: 'callback', outcome: 'unhandled' }],
    ],
    ['the key set', get('/auth/jwks'), [{ type: 'key_set', outcome: 'served' }], keySet(200)],
    ['no key set', get('/auth/jwks'), [{ type: 'key_set', outcome: 'failed' }], keySet(500)],
    ['a request for the app', get('/acme/notes'), []],
  ])('%s', async (_what, request, expected, options) => {
    expect(await eventsOf(request, options)).toEqual(expected);
  });
});

async function eventsOfTickets(): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  const tickets = createTicketIssuer({
    observe: (event) => events.push(event),
    limits: { perSession: 1 },
    allows: ({ path }) => path === TARGET.path,
  });
  const issued = await tickets.issue(OWNER, TARGET);
  const ticket = issued.type === 'issued' ? issued.ticket : undefined;
  await tickets.redeem(ticket, TARGET);
  await tickets.redeem(ticket, TARGET);
  await tickets.redeem(undefined, TARGET);
  await tickets.issue(OWNER, TARGET);
  await tickets.issue(OWNER, { ...TARGET, path: '/api/admin' });
  await tickets.endSession(OWNER.sessionId);
  await tickets.issue(OWNER, TARGET);
  return events;
}

test('tickets are events: issued, redeemed, and refused with a reason', async () => {
  const refused = (reason: string) => ({ type: 'ticket', outcome: 'refused', reason });
  expect(await eventsOfTickets()).toEqual([
    { type: 'ticket', outcome: 'issued' },
    { type: 'ticket', outcome: 'redeemed' },
    refused('invalid'),
    refused('too_many'),
    refused('not_allowed'),
    refused('session_ended'),
  ]);
});

async function deliverAll(observe: (event: ServerEvent) => void): Promise<void> {
  let isFailing = false;
  const receive = createWebhookReceiver({
    secrets: [WEBHOOK_SECRET],
    observe,
    onHint: () => {
      if (isFailing) throw new Error('The hint could not be published.');
    },
  });
  const deliver = async (body: string, secret = WEBHOOK_SECRET, method = 'POST'): Promise<void> => {
    const at = Date.now();
    const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    const headers = { 'WorkOS-Signature': `t=${at}, v1=${signature}` };
    await receive(new Request(`${ORIGIN}/webhooks`, { method, headers, ...(method === 'POST' && { body }) }));
  };
  const event = (id: string, name = 'session.revoked') =>
    JSON.stringify({ id, event: name, data: { user_id: OWNER.userId } });
  await deliver(event('event_1'));
  await deliver(event('event_1'));
  await deliver(event('event_2', 'user.created'));
  isFailing = true;
  await deliver(event('event_3'));
  await deliver(event('event_4'), 'whsec_of_an_attacker_01234567');
  await deliver('{}');
  await deliver('x'.repeat(300_000));
  await deliver('', WEBHOOK_SECRET, 'GET');
}

test('webhooks are events: accepted, repeated, ignored, failed, and refused with a reason', async () => {
  const events: ServerEvent[] = [];
  await deliverAll((event) => events.push(event));
  expect(events.map((event) => ('reason' in event ? event.reason : event.outcome))).toEqual([
    'accepted',
    'repeated',
    'ignored',
    'failed',
    'signature',
    'body',
    'size',
    'method',
  ]);
});

test('an observer that throws fails no request', async () => {
  const host = createHandler({
    observe: () => {
      throw new Error('The disk of the log is full.');
    },
  });
  expect((await host.handle(get('/sw.js', WORKER_LOAD)))?.status).toBe(200);
});

test('the counters are OpenMetrics text', async () => {
  const metrics = createServerMetrics();
  for (let load = 0; load < 3; load += 1)
    await createHandler({ observe: metrics.observe }).handle(get('/sw.js', WORKER_LOAD));
  await createHandler({ observe: metrics.observe }).handle(get('/sw.js'));
  const response = metrics.respond();
  expect(response.headers.get('Content-Type')).toBe(
    'application/openmetrics-text; version=1.0.0; charset=utf-8',
  );
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  const text = await response.text();
  expect(text).toContain('keyring_worker_script_requests_total{outcome="served",vault="sealed"} 3\n');
  expect(text).toContain(
    'keyring_worker_script_requests_total{outcome="refused",reason="not_a_worker_load"} 1\n',
  );
  expect(text.endsWith('# EOF\n')).toBe(true);
  // The grammar of OpenMetrics 1.0 for counters: each family declares its type once, before its samples.
  const lines = text.trimEnd().split('\n');
  const line =
    /^(?:# TYPE [a-z_]+ counter|# HELP [a-z_]+ [^\n]+|[a-z_]+_total\{[a-z_]+="[a-z_]+"(?:,[a-z_]+="[a-z_]+")*\} \d+|# EOF)$/;
  for (const each of lines) expect(each).toMatch(line);
  const families = lines.flatMap((each) => /^# TYPE (\S+)/.exec(each)?.[1] ?? []);
  expect(new Set(families).size).toBe(families.length);
  for (const sample of lines.filter((each) => !each.startsWith('#')))
    expect(families).toContain(sample.split('_total')[0]);
});

/** An OpenTelemetry tracer that records. */
function createTracer() {
  const spans: { name: string; attributes: Record<string, unknown>; status?: number; isEnded: boolean }[] =
    [];
  const tracer: ServerTracer = {
    startSpan(name, { attributes = {} } = {}) {
      const span: (typeof spans)[number] = { name, attributes: { ...attributes }, isEnded: false };
      spans.push(span);
      return {
        setAttribute: (key, value) => {
          span.attributes[key] = value;
        },
        setStatus: ({ code }) => {
          span.status = code;
        },
        end: () => {
          span.isEnded = true;
        },
      };
    },
  };
  return { spans, tracer };
}

test('each request for a path of the keyring is one span, and a request for the app is none', async () => {
  const { spans, tracer } = createTracer();
  const host = createHandler({ tracer, ...keySet(500), manifests: async () => undefined });
  for (const request of [
    get('/sw.js', WORKER_LOAD),
    get(`/auth/callback?code=${CODE}`),
    get('/auth/jwks'),
    get('/acme/notes'),
  ])
    await host.handle(request);
  expect(spans).toEqual([
    {
      name: 'keyring worker_script',
      attributes: {
        'keyring.route': 'worker_script',
        'http.request.method': 'GET',
        'http.response.status_code': 200,
      },
      isEnded: true,
    },
    {
      name: 'keyring callback',
      attributes: {
        'keyring.route': 'callback',
        'http.request.method': 'GET',
        'http.response.status_code': 200,
      },
      isEnded: true,
    },
    {
      name: 'keyring key_set',
      attributes: {
        'keyring.route': 'key_set',
        'http.request.method': 'GET',
        'http.response.status_code': 502,
      },
      status: 2,
      isEnded: true,
    },
  ]);
});

test('a span ends when its request fails', async () => {
  const { spans, tracer } = createTracer();
  const host = createHandler({
    tracer,
    manifests: async () => {
      throw new Error('The directory failed.');
    },
  });
  await expect(host.handle(get('/manifest/acme.webmanifest'))).rejects.toThrow();
  expect(spans).toMatchObject([{ status: 2, isEnded: true }]);
});

test('R1: no secret is in the logs, the counters or the spans', async () => {
  const lines: string[] = [];
  const { observe, logRequests, reportError, respondWithMetrics } = createObservability({
    mode: 'json',
    write: (line) => lines.push(line),
  });
  const { spans, tracer } = createTracer();
  const host = createHandler({
    observe,
    tracer,
    log: (message) => lines.push(message),
    readWorkerScript: async () => 'void "the worker";',
  });
  const response = await host.handle(
    get('/sw.js', { ...WORKER_LOAD, Cookie: `__Host-Http-keyring=${'d'.repeat(43)}` }),
  );
  const { key } = vaultOf((await response?.text()) ?? '');
  await host.handle(get(`/auth/callback?code=${CODE}`));
  const tickets = createTicketIssuer({ observe });
  const issued = await tickets.issue(OWNER, TARGET);
  const ticket = issued.type === 'issued' ? issued.ticket : '';
  await tickets.redeem(ticket, TARGET);
  await deliverAll(observe);
  const { Hono } = await import('hono');
  const app = new Hono().use(logRequests).get('*', (c) => c.text('ok'));
  await app.request(`/auth/callback?code=${CODE}`, { headers: { Authorization: 'Bearer the-access-token' } });
  reportError(new Error('The API failed.'));

  const everything = [...lines, await respondWithMetrics().text(), JSON.stringify(spans)].join('\n');
  expect(typeof key).toBe('string');
  expect(ticket.length).toBe(43);
  for (const secret of [
    SECRET,
    String(key),
    'd'.repeat(43),
    CODE,
    ticket,
    WEBHOOK_SECRET,
    'the-access-token',
    OWNER.userId,
    OWNER.sessionId,
  ])
    expect(everything).not.toContain(secret);
  // Each line of the log is one JSON object with its time and type.
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      type: expect.any(String),
    });
  expect(lines.at(-2)).toContain('"path":"/auth/callback"');
});

test('without LOG=json the reference app prints nothing of a request', async () => {
  const lines: string[] = [];
  const { observe } = createObservability({ mode: 'off', write: (line) => lines.push(line) });
  observe({ type: 'ticket', outcome: 'issued' });
  expect(lines).toEqual([]);
});
