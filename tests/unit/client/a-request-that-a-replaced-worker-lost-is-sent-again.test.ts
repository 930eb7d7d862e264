import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askKeyring } from '../../../src/client/ask-keyring.ts';
import { KeyringError, toWireError } from '../../../src/protocol/errors.ts';
import { DEADLINES } from '../../../src/protocol/requests.ts';

/** One version of the worker. It responds when the test says. */
class Version {
  readonly asked: string[] = [];
  readonly ids = new Set<unknown>();
  readonly #ports: MessagePort[] = [];

  postMessage(
    { type, id }: { readonly type: string; readonly id?: unknown },
    [port]: readonly [MessagePort],
  ): void {
    this.asked.push(type);
    this.ids.add(id);
    this.#ports.push(port);
  }

  respond(isReachable: boolean): void {
    for (const port of this.#ports) port.postMessage({ keyring: 1, answer: { isReachable } });
  }

  refuse(): void {
    const error = toWireError(new KeyringError('temporarily_unavailable', 'Later.'));
    for (const port of this.#ports) port.postMessage({ keyring: 1, error });
  }
}

let first: Version;
let second: Version;
let container: EventTarget & { controller: Version | null };

beforeEach(() => {
  vi.useFakeTimers();
  first = new Version();
  second = new Version();
  container = Object.assign(new EventTarget(), { controller: first });
  vi.stubGlobal('navigator', { serviceWorker: container });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function replaceBy(version: Version | null): void {
  container.controller = version;
  container.dispatchEvent(new Event('controllerchange'));
}

/** Asks the first version. */
async function ask(): Promise<{ readonly outcome: Promise<unknown> }> {
  const outcome = askKeyring('check-connection', {}).then(
    ({ isReachable }) => isReachable,
    (error: { code?: unknown }) => error.code,
  );
  await vi.advanceTimersByTimeAsync(0);
  expect(first.asked).toEqual(['check-connection']);
  return { outcome };
}

test('a request without a response is sent to the worker that takes the page over', async () => {
  const { outcome } = await ask();
  replaceBy(second);
  await vi.advanceTimersByTimeAsync(0);
  expect(second.asked).toEqual(['check-connection']);
  second.respond(true);
  expect(await outcome).toBe(true);
});

test('the response that the replaced worker had sent counts if it comes first', async () => {
  const { outcome } = await ask();
  first.respond(false);
  replaceBy(second);
  expect(await outcome).toBe(false);
});

test('a request whose worker ended is sent again within a second, with its id', async () => {
  const { outcome } = await ask();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(first.asked).toHaveLength(2);
  expect(first.ids.size).toBe(1);
  first.respond(true);
  expect(await outcome).toBe(true);
});

test('each request has an id of its own', async () => {
  await ask();
  first.asked.length = 0;
  await ask();
  expect(first.ids.size).toBe(2);
});

test('what the replaced worker refused is the outcome', async () => {
  const { outcome } = await ask();
  replaceBy(second);
  first.refuse();
  expect(await outcome).toBe('temporarily_unavailable');
});

test('a request with a response is not sent again', async () => {
  const { outcome } = await ask();
  first.respond(true);
  expect(await outcome).toBe(true);
  replaceBy(second);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([first.asked.length, second.asked]).toEqual([1, []]);
});

test('the error of the new worker is the error of the request, and the deadline of the replaced one is none', async () => {
  const { outcome } = await ask();
  await vi.advanceTimersByTimeAsync(DEADLINES['check-connection'] - 1);
  replaceBy(second);
  await vi.advanceTimersByTimeAsync(10);
  expect(await Promise.race([outcome, 'pending'])).toBe('pending');
  second.refuse();
  expect(await outcome).toBe('temporarily_unavailable');
});

test('a request that no worker responds to is an error at the deadline, also if the worker is unregistered', async () => {
  const { outcome } = await ask();
  replaceBy(null);
  await vi.advanceTimersByTimeAsync(DEADLINES['check-connection']);
  expect(await outcome).toBe('deadline_exceeded');
});
