import { expect, test } from 'vitest';
import { shareReads } from '../../../dev/share-reads.ts';

const URL_OF_KEYS = 'https://api.workos.com/sso/jwks/client_test';

/** A server that responds when `respond` is called. */
function slowServer() {
  const waiting: ((response: Response | Error) => void)[] = [];
  const read = shareReads(
    () =>
      new Promise((resolve, reject) => {
        waiting.push((response) => (response instanceof Error ? reject(response) : resolve(response)));
      }),
  );
  return { read, waiting };
}

test('requests that come during a read share it, and a later one reads again', async () => {
  const { read, waiting } = slowServer();
  const flood = Promise.all(Array.from({ length: 500 }, () => read(URL_OF_KEYS)));
  expect(waiting).toHaveLength(1);
  waiting[0]?.(new Response('old keys'));
  expect(new Set(await Promise.all((await flood).map((response) => response.text())))).toEqual(
    new Set(['old keys']),
  );
  // After a rotation of the keys the next request has the new ones.
  const later = read(URL_OF_KEYS);
  waiting[1]?.(new Response('new keys'));
  expect(await (await later).text()).toBe('new keys');
});

test('a browser that leaves does not end the read of the others', async () => {
  const { read, waiting } = slowServer();
  const left = new AbortController();
  const [first, second] = [read(URL_OF_KEYS, { signal: left.signal }), read(URL_OF_KEYS)];
  left.abort();
  waiting[0]?.(new Response('keys'));
  expect((await second).status).toBe(200);
  expect((await first).status).toBe(200);
});

test('a failure is the result of all who waited, and is not kept', async () => {
  const { read, waiting } = slowServer();
  const failed = Promise.allSettled([read(URL_OF_KEYS), read(URL_OF_KEYS)]);
  waiting[0]?.(new TypeError('fetch failed'));
  expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const unavailable = Promise.all([read(URL_OF_KEYS), read(URL_OF_KEYS)]);
  waiting[1]?.(new Response('no', { status: 503 }));
  expect((await unavailable).map(({ status }) => status)).toEqual([503, 503]);
  void read(URL_OF_KEYS);
  expect(waiting).toHaveLength(3);
});

test('R27: of a document without an end no more is kept than a worker reads', async () => {
  const { read, waiting } = slowServer();
  const reading = read(URL_OF_KEYS);
  const chunk = new TextEncoder().encode('x'.repeat(64 * 1024));
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += chunk.length;
      // Only a reader without a limit comes so far.
      if (sent > 16 * 1024 * 1024) controller.close();
      else controller.enqueue(chunk);
    },
  });
  waiting[0]?.(new Response(endless));
  expect((await reading).status).toBe(502);
  expect(sent).toBeLessThan(1024 * 1024);
});
