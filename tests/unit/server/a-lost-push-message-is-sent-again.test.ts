import { expect, test, vi } from 'vitest';
import { createPushHints } from '../../../server/push/push-hints.ts';
import type { PushMessage, PushResponse } from '../../../server/push/push-message.ts';
import { createMemoryPushSubscriptions } from '../../../server/push/push-subscription-store.ts';
import { PushBrowser, VAPID_PUBLIC_KEY } from '../support/push.ts';

const ADA = { userId: 'user_ada', sessionId: 'session_ada' };
const HINT = { id: 'event_1', userId: 'user_ada', organizationId: 'org_acme' };
const BROWSER = new PushBrowser('https://fcm.googleapis.com/fcm/send/1');

/** A push service that gives these responses in turn; `null`: it cannot be reached. The last one is repeated. */
async function createPush(...responses: readonly (PushResponse | null)[]) {
  const store = createMemoryPushSubscriptions();
  const { endpoint, keys } = BROWSER.toJSON();
  await store.put({ endpoint, keys, ...ADA }, 50);
  const sent: PushMessage[] = [];
  const pauses: number[] = [];
  const push = createPushHints({
    publicKey: VAPID_PUBLIC_KEY,
    store,
    wait: async (delay) => void pauses.push(delay),
    send: async (message) => {
      sent.push(message);
      const response = responses[Math.min(sent.length, responses.length) - 1];
      if (response === null || response === undefined) throw new TypeError('The service is not reachable.');
      return response;
    },
  });
  /** Sends a hint, and waits until nothing happens any more. */
  const notify = async (): Promise<void> => {
    await push.notify(HINT);
    let before = -1;
    await vi.waitFor(() => {
      const now = sent.length + pauses.length;
      const isSettled = now === before;
      before = now;
      expect(isSettled).toBe(true);
    });
  };
  return { notify, sent, pauses, store };
}

test.each([
  ['503', { status: 503 }],
  ['429', { status: 429 }],
  ['no response', null],
])('after %s the same message is sent again, until the push service takes it', async (_what, failure) => {
  const { notify, sent, pauses } = await createPush(failure, failure, { status: 201 });
  await notify();
  expect(sent).toHaveLength(3);
  expect(new Set(sent.map(({ payload, topic }) => payload + topic)).size).toBe(1);
  expect(pauses).toHaveLength(2);
});

test('a push service that stays away is asked five times, with growing pauses', async () => {
  const { notify, sent, pauses, store } = await createPush({ status: 500 });
  await notify();
  expect(sent).toHaveLength(5);
  for (const [index, usual] of [2_000, 10_000, 60_000, 300_000].entries()) {
    expect(pauses[index]).toBeGreaterThanOrEqual(usual * 0.75);
    expect(pauses[index]).toBeLessThanOrEqual(usual * 1.25);
  }
  expect(await store.list('user_ada')).toHaveLength(1);
});

test('a longer Retry-After is followed, up to 15 minutes', async () => {
  const busy = await createPush({ status: 429, retryAfter: 120 }, { status: 201 });
  await busy.notify();
  expect(busy.pauses).toHaveLength(1);
  // Messages that were refused together are not sent again together.
  expect(busy.pauses[0]).toBeGreaterThan(120_000);
  expect(busy.pauses[0]).toBeLessThan(122_000);
  const away = await createPush({ status: 503, retryAfter: 901 });
  await away.notify();
  expect([away.sent.length, away.pauses.length]).toEqual([1, 0]);
});

test.each([201, 301, 400, 403, 413])('after %i nothing is sent again', async (status) => {
  const { notify, sent } = await createPush({ status });
  await notify();
  expect(sent).toHaveLength(1);
});

test('a subscription that turns out to be gone at a later attempt is deleted', async () => {
  const { notify, sent, store } = await createPush({ status: 500 }, { status: 410 });
  await notify();
  expect(sent).toHaveLength(2);
  expect(await store.list('user_ada')).toEqual([]);
});

test('the webhook does not wait for the further attempts, and at most 1,000 messages wait for one', async () => {
  const store = createMemoryPushSubscriptions();
  let waiting = 0;
  const push = createPushHints({
    publicKey: VAPID_PUBLIC_KEY,
    store,
    send: async () => ({ status: 500 }),
    wait: () => {
      waiting += 1;
      return new Promise(() => {});
    },
  });
  const { keys } = BROWSER.toJSON();
  for (let index = 0; index < 1_100; index += 1)
    await store.put({ endpoint: `https://fcm.googleapis.com/fcm/send/${index}`, keys, ...ADA }, 2_000);
  await push.notify(HINT);
  expect(waiting).toBe(1_000);
});
