import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { orgEventSource } from '../../../src/client/org-event-source.ts';
import { USABLE } from '../support/guarded-page.ts';
import { ACME } from '../support/people.ts';
import { MemoryLocks } from '../support/web-locks.ts';

/** The errors of the worker's next responses. */
let refusals: string[];
let connections: number;

beforeEach(() => {
  refusals = [];
  connections = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
  const page = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  vi.stubGlobal('location', new URL('https://app.test/acme/'));
  const controller = {
    postMessage: (_request: unknown, [port]: [MessagePort]) => {
      const code = refusals.shift();
      const error = { code, message: 'Refused.', organizationSlug: 'acme', reason: null, retryAfter: null };
      port.postMessage({
        keyring: 1,
        ...(code === undefined ? { answer: { organization: ACME, session: USABLE } } : { error }),
      });
    },
  };
  const serviceWorker = Object.assign(new EventTarget(), { controller, startMessages() {} });
  vi.stubGlobal('navigator', { serviceWorker, locks: new MemoryLocks(), onLine: true });
  vi.stubGlobal('fetch', (_url: unknown, { signal }: RequestInit) => {
    connections += 1;
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Opens a stream, and lets time pass. */
async function open(): Promise<EventSource> {
  const source = orgEventSource('acme', '/api/notes/stream');
  for (let steps = 0; steps < 20; steps += 1) {
    await vi.advanceTimersByTimeAsync(250);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return source;
}

test('an error of the worker that passes by itself does not close it', async () => {
  refusals = ['temporarily_unavailable', 'deadline_exceeded'];
  const source = await open();
  expect([source.readyState, connections]).toEqual([0, 1]);
  source.close();
});

test.each(['authorization_required', 'organization_unknown'])('%s closes it', async (code) => {
  refusals = [code];
  const source = await open();
  expect([source.readyState, connections]).toEqual([2, 0]);
});
