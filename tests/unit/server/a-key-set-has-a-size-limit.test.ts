import { expect, test } from 'vitest';
import { createHandler, ORIGIN } from './host.ts';

/** Responds to `GET /auth/jwks` while AuthKit sends this body. */
async function serve(body: ReadableStream<Uint8Array> | string): Promise<Response | undefined> {
  const host = createHandler({ fetch: async () => new Response(body), log: () => {} });
  return host.handle(new Request(`${ORIGIN}/auth/jwks`));
}

test('a key set is served as AuthKit sent it', async () => {
  const response = await serve('{"keys":[]}');
  expect(response?.status).toBe(200);
  expect(await response?.text()).toBe('{"keys":[]}');
});

test('R27: of a body without an end the server keeps no more than a worker reads', async () => {
  const chunk = new TextEncoder().encode('x'.repeat(64 * 1024));
  let sent = 0;
  let isCancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += chunk.length;
      // Only a reader without a limit comes so far.
      if (sent > 16 * 1024 * 1024) controller.close();
      else controller.enqueue(chunk);
    },
    cancel() {
      isCancelled = true;
    },
  });
  expect((await serve(endless))?.status).toBe(502);
  expect(isCancelled).toBe(true);
  expect(sent).toBeLessThan(1024 * 1024);
});
