import { createHmac } from 'node:crypto';
import { WorkOS } from '@workos-inc/node';
import { describe, expect, test } from 'vitest';
import type { SessionHint } from '../../../server/webhooks/session-hint.ts';
import { createSessionHints } from '../../../server/webhooks/session-hints.ts';
import { createMemoryWebhookEvents } from '../../../server/webhooks/webhook-events.ts';
import { createWebhookReceiver } from '../../../server/webhooks/webhook-receiver.ts';

const SECRET = 'whsec_of_the_tests_0123456789';
const OTHER_SECRET = 'whsec_of_an_attacker_01234567';
const MINUTE = 60_000;
/** `npm run test:long` sends 10,000. */
const FORGERIES = Number(process.env.WEBHOOKS ?? 1_000);

interface Delivery {
  readonly body?: string;
  readonly secret?: string;
  readonly at?: number;
  readonly header?: string;
  readonly method?: string;
}

const eventOf = (id: string, event = 'session.revoked', data: object = {}): string =>
  JSON.stringify({ id, event, data: { user_id: 'user_ada', organization_id: 'org_acme', ...data } });

function signatureOf(body: string, secret: string, at: number): string {
  return `t=${at}, v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}

function createReceiver(
  options: { readonly fail?: () => boolean; readonly secrets?: readonly string[] } = {},
) {
  const hints: SessionHint[] = [];
  const clock = { now: Date.now() };
  const receive = createWebhookReceiver({
    secrets: options.secrets ?? [SECRET],
    now: () => clock.now,
    onHint: (hint) => {
      if (options.fail?.() === true) throw new Error('The hint could not be published.');
      hints.push(hint);
    },
  });
  const deliver = async (delivery: Delivery = {}): Promise<number> => {
    const { body = eventOf('event_1'), secret = SECRET, at = clock.now, method = 'POST' } = delivery;
    const header = delivery.header ?? signatureOf(body, secret, at);
    const response = await receive(
      new Request('https://app.test/webhooks/workos', {
        method,
        headers: { 'WorkOS-Signature': header },
        ...(method === 'POST' && { body }),
      }),
    );
    return response.status;
  };
  return { hints, clock, deliver };
}

describe('R49: a signed event becomes a hint', () => {
  test.each([
    ['session.revoked', {}, 'org_acme'],
    ['session.revoked', { organization_id: null }, null],
    ['organization_membership.updated', {}, 'org_acme'],
    ['organization_membership.deleted', {}, 'org_acme'],
    ['user.deleted', { id: 'user_ada' }, null],
  ])('%s %o', async (event, data, organizationId) => {
    const { hints, deliver } = createReceiver();
    expect(await deliver({ body: eventOf('event_1', event, data) })).toBe(200);
    expect(hints).toEqual([{ id: 'event_1', userId: 'user_ada', organizationId }]);
  });

  test('an event about something else is accepted and has no effect', async () => {
    const { hints, deliver } = createReceiver();
    expect(await deliver({ body: eventOf('event_1', 'dsync.user.created') })).toBe(200);
    expect(hints).toEqual([]);
  });

  test('while a secret rotates, both are valid', async () => {
    const { hints, deliver } = createReceiver({ secrets: ['whsec_the_next_one_0123456789', SECRET] });
    expect(await deliver()).toBe(200);
    expect(hints).toHaveLength(1);
  });
});

describe('R49: what is not signed, too old or malformed is refused', () => {
  const now = Date.now();
  const body = eventOf('event_1');
  const valid = signatureOf(body, SECRET, now);
  test.each<[string, Delivery, number]>([
    ['another secret', { secret: OTHER_SECRET }, 400],
    ['no signature', { header: '' }, 400],
    ['a signature of another body', { header: signatureOf(eventOf('event_2'), SECRET, now) }, 400],
    ['another time than the signed one', { header: valid.replace(/t=\d+/, `t=${now + 1}`) }, 400],
    ['a shortened signature', { header: valid.slice(0, -2) }, 400],
    ['a time in words', { header: valid.replace(/t=\d+/, 't=now') }, 400],
    ['an age of more than 3 minutes', { at: now - 3 * MINUTE - 1 }, 400],
    ['a time of more than 3 minutes in the future', { at: now + 3 * MINUTE + 1 }, 400],
    ['no JSON', { body: 'revoke everything' }, 400],
    ['no event', { body: '{"id":"event_1"}' }, 400],
    ['no user', { body: eventOf('event_1', 'session.revoked', { user_id: 7 }) }, 400],
    ['a body of more than 256 KiB', { body: ' '.repeat(256 * 1024 + 1) }, 413],
    ['another method', { method: 'GET' }, 405],
  ])('%s', async (_what, delivery, status) => {
    const { hints, clock, deliver } = createReceiver();
    clock.now = now;
    expect(await deliver(delivery)).toBe(status);
    expect(hints).toEqual([]);
  });

  test('an age of 3 minutes is accepted', async () => {
    const { clock, deliver } = createReceiver();
    expect(await deliver({ at: clock.now - 3 * MINUTE })).toBe(200);
  });

  test.each([[[]], [['short']]])('the secrets %o stop the server', (secrets) => {
    expect(() => createReceiver({ secrets })).toThrow(expect.objectContaining({ setting: 'secrets' }));
  });
});

test('R49: an event has one effect, however often and however concurrently it is delivered', async () => {
  const { hints, deliver } = createReceiver();
  const statuses = await Promise.all(Array.from({ length: 20 }, () => deliver()));
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(hints).toHaveLength(1);
});

test('an event whose handling failed is handled at its next delivery', async () => {
  let isBroken = true;
  const { hints, deliver } = createReceiver({ fail: () => isBroken });
  expect(await deliver()).toBe(500);
  isBroken = false;
  expect(await deliver()).toBe(200);
  expect(hints).toHaveLength(1);
});

test('a delivery during another one of its event has the same outcome: a hint that fails is delivered again', async () => {
  let fail = (): void => {};
  const failing = new Promise<void>((_resolve, reject) => {
    fail = () => reject(new Error('The hint could not be published.'));
  });
  let calls = 0;
  const receive = createWebhookReceiver({
    secrets: [SECRET],
    onHint: () => {
      calls += 1;
      return calls === 1 ? failing : undefined;
    },
  });
  const deliver = async (): Promise<number> => {
    const [body, at] = [eventOf('event_1'), Date.now()];
    const headers = { 'WorkOS-Signature': signatureOf(body, SECRET, at) };
    return (await receive(new Request('https://app.test/w', { method: 'POST', headers, body }))).status;
  };
  // WorkOS waits for a time of its own, and then delivers the event again.
  const first = deliver();
  await expect.poll(() => calls).toBe(1);
  const second = deliver();
  await new Promise((resolve) => setTimeout(resolve, 20));
  fail();
  expect(await first).toBe(500);
  // A response of 200 is the last that WorkOS needs: the hint must have been handled then.
  expect((await second) === 200).toBe(calls === 2);
  expect(await deliver()).toBe(200);
  expect(calls).toBe(2);
});

test(`R49: of ${FORGERIES} forged, replayed and stale webhooks, none has an effect`, async () => {
  const { hints, clock, deliver } = createReceiver();
  expect(await deliver()).toBe(200);
  for (let index = 0; index < FORGERIES; index += 1) {
    const body = eventOf(`event_forged_${index}`);
    const attacks: readonly Delivery[] = [
      { body, secret: OTHER_SECRET },
      {},
      { body, at: clock.now - 4 * MINUTE },
      { body, header: signatureOf(eventOf('event_1'), SECRET, clock.now) },
    ];
    await deliver(attacks[index % attacks.length]);
  }
  expect(hints).toHaveLength(1);
});

test('R49: an event that another process handles is not confirmed, because that process may fail or be killed', async () => {
  const clock = { now: Date.now() };
  const events = createMemoryWebhookEvents(() => clock.now);
  const handledBy: string[] = [];
  /** A process of the server. All of them share the events. */
  const createProcess = (onHint: () => void | Promise<void>) => {
    const receive = createWebhookReceiver({ secrets: [SECRET], now: () => clock.now, onHint, events });
    return async (): Promise<number> => {
      const body = eventOf('event_1');
      const headers = { 'WorkOS-Signature': signatureOf(body, SECRET, clock.now) };
      return (await receive(new Request('https://app.test/w', { method: 'POST', headers, body }))).status;
    };
  };
  let isKilled = false;
  const toKilled = createProcess(() => {
    isKilled = true;
    return new Promise(() => {});
  });
  const toOther = createProcess(() => void handledBy.push('other'));
  void toKilled();
  await expect.poll(() => isKilled).toBe(true);
  expect(await toOther()).toBe(500);
  expect(handledBy).toEqual([]);
  // The claim of the killed process ends.
  clock.now += MINUTE;
  expect([await toOther(), await toOther()]).toEqual([200, 200]);
  expect(handledBy).toEqual(['other']);
});

test('R49: an event is handled at a later delivery if the store failed after the hint had failed', async () => {
  const clock = { now: Date.now() };
  const memory = createMemoryWebhookEvents(() => clock.now);
  let isReachable = false;
  const hints: SessionHint[] = [];
  const receive = createWebhookReceiver({
    secrets: [SECRET],
    now: () => clock.now,
    onHint: (hint) => {
      if (!isReachable) throw new Error('The database is not reachable.');
      hints.push(hint);
    },
    events: { ...memory, release: () => Promise.reject(new Error('The database is not reachable.')) },
  });
  const deliver = async (): Promise<number> => {
    const body = eventOf('event_1');
    const headers = { 'WorkOS-Signature': signatureOf(body, SECRET, clock.now) };
    return (await receive(new Request('https://app.test/w', { method: 'POST', headers, body }))).status;
  };
  expect(await deliver()).toBe(500);
  isReachable = true;
  expect(await deliver()).toBe(500);
  clock.now += MINUTE;
  expect(await deliver()).toBe(200);
  expect(hints).toHaveLength(1);
});

test('a delivery while the store is not reachable is 500 and counted, and no rejection that could end the process', async () => {
  const observed: unknown[] = [];
  const receive = createWebhookReceiver({
    secrets: [SECRET],
    onHint: () => {},
    observe: (event) => observed.push(event),
    events: {
      ...createMemoryWebhookEvents(),
      claim: () => Promise.reject(new Error('The database is not reachable.')),
    },
  });
  const [body, at] = [eventOf('event_1'), Date.now()];
  const deliver = (): Promise<Response> => {
    const headers = { 'WorkOS-Signature': signatureOf(body, SECRET, at) };
    return receive(new Request('https://app.test/w', { method: 'POST', headers, body }));
  };
  const responses = await Promise.all([deliver(), deliver()]);
  expect(responses.map(({ status }) => status)).toEqual([500, 500]);
  expect(observed).toEqual(Array(2).fill({ type: 'webhook', outcome: 'failed' }));
});

test('the events in memory have a limit, and each is remembered for its lifetime', async () => {
  let now = 0;
  const events = createMemoryWebhookEvents(() => now);
  expect(await events.claim('a', 1_000)).toBe('claimed');
  expect(await events.claim('a', 1_000)).toBe('running');
  now = 1_000;
  expect(await events.claim('a', 1_000)).toBe('claimed');
  await events.finish('a', 2_000);
  now = 2_999;
  expect(await events.claim('a', 1_000)).toBe('handled');
  now = 3_000;
  expect(await events.claim('a', 1_000)).toBe('claimed');
  for (let index = 0; index < 10_000; index += 1)
    expect(await events.claim(`b${index}`, 1_000)).toBe('claimed');
  expect(await events.claim('a', 1_000)).toBe('claimed');
});

test('the official library of WorkOS accepts the signature that the receiver accepts', async () => {
  const body = eventOf('event_1');
  const at = Date.now();
  const { webhooks } = new WorkOS('sk_test_of_the_tests', { clientId: 'client_test' });
  const verify = (secret: string) =>
    webhooks.verifyHeader({ payload: JSON.parse(body), sigHeader: signatureOf(body, SECRET, at), secret });
  expect(await verify(SECRET)).toBe(true);
  await expect(verify(OTHER_SECRET)).rejects.toThrow();
  expect(await createReceiver().deliver({ body, at })).toBe(200);
});

test('R49: a hint reaches the streams of its user alone, and names the organization alone', () => {
  const hints = createSessionHints();
  const received: string[] = [];
  const stop = hints.subscribe('user_ada', (event) => received.push(`ada: ${event}`));
  hints.subscribe('user_grace', (event) => received.push(`grace: ${event}`));
  hints.publish({ id: 'event_1\nid: 7', userId: 'user_ada', organizationId: 'org_acme' });
  expect(received).toEqual([
    'ada: event: session-hint\ndata: {"id":"event_1\\nid: 7","organizationId":"org_acme"}\n\n',
  ]);
  stop();
  hints.publish({ id: 'event_2', userId: 'user_ada', organizationId: null });
  expect(received).toHaveLength(1);
});

test('R49: a stream that has ended keeps no hint from the others', async () => {
  const hints = createSessionHints();
  const received: string[] = [];
  let calls = 0;
  const stream = new ReadableStream<string>({
    start: (controller) => {
      hints.subscribe('user_ada', (event) => {
        calls += 1;
        controller.enqueue(event);
      });
    },
  });
  hints.subscribe('user_ada', (event) => received.push(event));
  // The browser has left, and the app has not ended its subscription.
  await stream.cancel();
  for (const id of ['event_1', 'event_2']) hints.publish({ id, userId: 'user_ada', organizationId: null });
  expect([received.length, calls]).toEqual([2, 1]);
});
