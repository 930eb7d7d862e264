import { afterEach, expect, test, vi } from 'vitest';
import { asProblem, readJson } from '../../../src/app/ui/problem.ts';

afterEach(() => vi.unstubAllGlobals());

/** A response whose body begins and then fails. */
function cut(error: Error, init?: ResponseInit): Response {
  let hasBegun = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (hasBegun) controller.error(error);
      else controller.enqueue(new TextEncoder().encode('[{"id":'));
      hasBegun = true;
    },
  });
  return new Response(body, init);
}

const problemOf = (response: Response) => readJson(response).then(() => undefined, asProblem);

test('a response that stops until the time limit took too long', async () => {
  expect(await problemOf(cut(new DOMException('The limit.', 'TimeoutError')))).toMatchObject({
    code: 'deadline_exceeded',
  });
});

test('a response that the network cuts is a matter of the network', async () => {
  vi.stubGlobal('navigator', { onLine: true });
  expect(await problemOf(cut(new TypeError('network error')))).toMatchObject({ code: 'network' });
});

test('a response that is not JSON is a wrong one', async () => {
  expect(await problemOf(new Response('<h1>Sign in to the Wi-Fi</h1>'))).toMatchObject({
    code: 'unexpected_response',
  });
});

test('an error keeps its wait, also if its body is cut', async () => {
  const init = { status: 429, headers: { 'Retry-After': '7' } };
  expect(await problemOf(cut(new TypeError('network error'), init))).toMatchObject({ retryAfter: 7_000 });
});
