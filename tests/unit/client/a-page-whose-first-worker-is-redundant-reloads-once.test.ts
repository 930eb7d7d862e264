import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { waitForKeyring } from '../../../src/client/wait-for-keyring.ts';
import { PROTOCOL_VERSION } from '../../../src/protocol/messages.ts';
import { MapStorage } from '../support/map-storage.ts';

let reloads: number;

beforeEach(() => {
  vi.useFakeTimers();
  reloads = 0;
  const reload = (): void => {
    reloads += 1;
  };
  vi.stubGlobal('location', { href: 'https://app.test/acme/', origin: 'https://app.test', reload });
  vi.stubGlobal('sessionStorage', new MapStorage());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A worker as a page sees it. Only one that `hears` gets the page's messages. */
function worker(state: ServiceWorkerState, hears: boolean): ServiceWorker {
  const postMessage = (_message: unknown, [port]: MessagePort[]): void => {
    if (hears) port?.postMessage({ keyring: PROTOCOL_VERSION, answer: { vault: 'memory' } });
  };
  return { scriptURL: 'https://app.test/sw.js', state, postMessage } as unknown as ServiceWorker;
}

/** A page that this worker controls. */
function controlledBy(controller: ServiceWorker): { controller: ServiceWorker } & EventTarget {
  const registration = { active: controller, waiting: null, installing: null, update: async () => {} };
  const container = Object.assign(new EventTarget(), {
    controller,
    getRegistration: async () => registration,
  });
  vi.stubGlobal('navigator', { serviceWorker: container });
  return container;
}

async function start(ms = 3_000): Promise<unknown> {
  const starting = waitForKeyring().then(
    () => 'started',
    (error: { code?: unknown }) => error.code,
  );
  await vi.advanceTimersByTimeAsync(ms);
  return Promise.race([starting, Promise.resolve('not yet')]);
}

test('a page that no message can leave, because its worker is redundant, reloads itself within seconds, and reports the error the next time', async () => {
  controlledBy(worker('redundant', false));
  expect(await start()).toBe('not yet');
  expect(reloads).toBe(1);
  expect(await start()).toBe('controller_missing');
  expect(reloads).toBe(1);
});

test('a redundant worker that another one replaces, or that still responds, causes no reload', async () => {
  const page = controlledBy(worker('redundant', false));
  const starting = start();
  page.controller = worker('activated', true);
  page.dispatchEvent(new Event('controllerchange'));
  expect(await starting).toBe('started');

  controlledBy(worker('redundant', true));
  expect(await start()).toBe('started');
  expect(reloads).toBe(0);
});

test('an active worker that is slow causes no reload', async () => {
  controlledBy(worker('activated', false));
  expect(await start(60_000)).toBe('controller_missing');
  expect(reloads).toBe(0);
});
