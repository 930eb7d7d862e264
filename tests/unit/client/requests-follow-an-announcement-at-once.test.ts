import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CONFIRM_ANNOUNCEMENT } from '../../../src/protocol/announcement-confirmation.ts';
import { parseRecord } from '../../../src/protocol/parse.ts';
import { MapStorage } from '../support/map-storage.ts';

const HEADERS = { 'X-Keyring-Confirms': '1' };
const LATE_HEADERS = { 'X-Keyring-Confirms': 'late' };

/** Announcements without a response. */
let waiting: ((response: Response) => void)[];
/** The announcements so far: method, organization, order. */
let sent: string[];
/** What the worker responds to the announcements of each organization. Left out: nothing yet. */
let responses: Map<string | null, () => Promise<Response>>;
let reloads: number;
let container: EventTarget;
/** What a test has started: it must announce nothing after the test. */
let started: { dispose(): void }[];

beforeEach(() => {
  vi.resetModules();
  reloads = 0;
  waiting = [];
  started = [];
  sent = [];
  responses = new Map([['acme', async () => new Response(null, { status: 204, headers: HEADERS })]]);
  container = Object.assign(new EventTarget(), { controller: {}, startMessages() {} });
  const page = Object.assign(new EventTarget(), { href: 'https://app.test/acme/' });
  vi.stubGlobal('location', Object.assign(page, { reload: () => (reloads += 1), assign: vi.fn() }));
  vi.stubGlobal('navigator', { serviceWorker: container });
  const pushState = (_state: unknown, _unused: string, to: string): void => {
    location.href = new URL(to, location.href).href;
  };
  vi.stubGlobal('history', { pushState, replaceState() {} });
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('sessionStorage', new MapStorage());
  vi.stubGlobal('fetch', (_url: string, { method, headers: init }: RequestInit) => {
    const headers = new Headers(init);
    sent.push(`${method} ${headers.get('X-Org-Slug')} ${headers.get('X-Keyring-Confirms')?.split(' ')[0]}`);
    const response = responses.get(headers.get('X-Org-Slug'));
    return response?.() ?? new Promise<Response>((resolve) => waiting.push(resolve));
  });
});
afterEach(() => {
  for (const organizationChange of started) organizationChange.dispose();
  vi.unstubAllGlobals();
});

/** A page of Acme whose first announcement was acknowledged. */
async function startPage() {
  const { OrganizationChange } = await import('../../../src/client/organization-change.ts');
  const organizationChange = new OrganizationChange();
  started.push(organizationChange);
  await organizationChange.start();
  /** Changes the organization. @returns where the page is after the present turn */
  const change = async (to: string): Promise<string> => {
    const commit = (): void => {
      location.href = new URL(to, location.href).href;
    };
    expect(organizationChange.takeOver(to, { commit })).toBe(true);
    await new Promise((resolve) => setTimeout(resolve));
    return new URL(location.href).pathname;
  };
  return { change };
}

/** The page's reply to a worker that has just started. */
function askPage(): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  const replied = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  }).finally(() => port1.close());
  container.dispatchEvent(
    Object.assign(new Event('message'), { data: CONFIRM_ANNOUNCEMENT, ports: [port2] }),
  );
  return replied;
}

test('the URL changes before the worker has acknowledged the organization', async () => {
  const { change } = await startPage();
  expect(await change('/globex/')).toBe('/globex/');
});

test('with a worker that asks no page, the URL changes after the acknowledgement', async () => {
  responses.set('acme', async () => new Response(null, { status: 204 }));
  const { change } = await startPage();
  expect(await change('/globex/')).toBe('/acme/');
  for (const respond of waiting) respond(new Response(null, { status: 204 }));
  await vi.waitFor(() => expect(location.href).toBe('https://app.test/globex/'));
});

test('a second change waits until the first was acknowledged, so at most one announcement can be lost', async () => {
  const { change } = await startPage();
  await change('/globex/');
  expect(await change('/initech/')).toBe('/globex/');
});

test('a URL that changes while the first announcement is acknowledged is announced too', async () => {
  responses.set('acme', async () => {
    location.href = 'https://app.test/globex/';
    return new Response(null, { status: 204, headers: HEADERS });
  });
  responses.set('globex', async () => new Response(null, { status: 204, headers: HEADERS }));
  await startPage();
  expect(sent).toEqual(['GET acme 1', 'POST acme 1', 'GET globex 1', 'POST globex 1']);
});

test('R10: a URL that script changes before the first acknowledgement is announced before the next request', async () => {
  responses.clear();
  const starting = startPage();
  await vi.waitFor(() => expect(waiting).toHaveLength(2));
  history.pushState(null, '', '/globex/');
  expect(sent).toEqual(['GET acme 1', 'POST acme 1', 'GET globex 1', 'POST globex 1']);
  const acknowledged = (): Response => new Response(null, { status: 204, headers: HEADERS });
  for (const respond of waiting) respond(acknowledged());
  await starting;
  expect(reloads).toBe(0);
});

test('an announcement that fails before the page has started is repeated, and reloads nothing', async () => {
  Object.assign(container, { controller: null });
  responses.clear();
  const starting = startPage();
  await vi.waitFor(() => expect(waiting).toHaveLength(2));
  let failures = 0;
  responses.set('globex', async () => {
    failures += 1;
    return failures > 2
      ? new Response(null, { status: 204, headers: HEADERS })
      : new Response(null, { status: 404 });
  });
  history.pushState(null, '', '/globex/');
  await vi.waitFor(() => expect(failures).toBe(2));
  for (const respond of waiting) respond(new Response(null, { status: 204, headers: HEADERS }));
  await starting;
  expect(reloads).toBe(0);
  expect(sent.slice(-2)).toEqual(['GET globex 1', 'POST globex 1']);
});

test('a page whose announcement is not acknowledged loads again', async () => {
  const { change } = await startPage();
  responses.set('globex', async () => new Response(null, { status: 404 }));
  Object.assign(container, { controller: null });
  await change('/globex/');
  await vi.waitFor(() => expect(reloads).toBe(1));
});

test('a worker that asks learns the latest announcement, and its number', async () => {
  const { change } = await startPage();
  const first = parseRecord(await askPage(), 'reply');
  expect(first.slug).toBe('acme');
  await change('/globex/');
  const second = parseRecord(await askPage(), 'reply');
  expect(second.slug).toBe('globex');
  expect(second.number).toBeGreaterThan(Number(first.number));
});

describe('with a worker that lets announcements follow the requests', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    for (const slug of ['acme', 'globex', 'initech', null])
      responses.set(slug, async () => new Response(null, { status: 204, headers: LATE_HEADERS }));
  });
  afterEach(() => vi.useRealTimers());

  /** A page of Acme; `change` returns where it is after the present turn. */
  async function startLate() {
    const { OrganizationChange } = await import('../../../src/client/organization-change.ts');
    const organizationChange = new OrganizationChange();
    await organizationChange.start();
    sent = [];
    const change = async (to: string): Promise<string> => {
      const commit = (): void => {
        location.href = new URL(to, location.href).href;
      };
      organizationChange.takeOver(to, { commit });
      await vi.advanceTimersByTimeAsync(0);
      return new URL(location.href).pathname;
    };
    return { change, organizationChange };
  }

  test('changes in quick succession wait for nothing, and only the last one is announced', async () => {
    const { change } = await startLate();
    expect(await change('/globex/')).toBe('/globex/');
    expect(await change('/acme/')).toBe('/acme/');
    expect(await change('/initech/')).toBe('/initech/');
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(sent).toEqual(['GET initech late', 'POST initech late']);
    expect(reloads).toBe(0);
  });

  test('a change back is announced too: a request in between may be under way', async () => {
    const { change } = await startLate();
    await change('/globex/');
    await change('/acme/');
    await vi.advanceTimersByTimeAsync(100);
    expect(sent).toEqual(['GET acme late', 'POST acme late']);
  });

  test('after a question about a request without its URL the page never announces late again', async () => {
    const { change } = await startLate();
    vi.useRealTimers();
    await askPage();
    vi.useFakeTimers();
    for (const slug of ['globex', 'acme', 'globex']) {
      sent = [];
      await change(`/${slug}/`);
      expect(sent).toEqual([`GET ${slug} first`, `POST ${slug} first`]);
    }
  });

  test('the next announcement precedes the requests if another worker controls the page', async () => {
    const { change } = await startLate();
    container.dispatchEvent(new Event('controllerchange'));
    await change('/globex/');
    expect(sent).toEqual(['GET globex 1', 'POST globex 1']);
    // The new worker has allowed it.
    await change('/acme/');
    expect(sent).toHaveLength(2);
  });

  test('the next announcement precedes the requests if another worker took over before this one was acknowledged', async () => {
    responses.set('acme', async () => {
      Object.assign(container, { controller: {} });
      return new Response(null, { status: 204, headers: LATE_HEADERS });
    });
    const { change } = await startLate();
    await change('/globex/');
    expect(sent).toEqual(['GET globex 1', 'POST globex 1']);
  });

  test('it precedes the requests if the URL is too long for a referrer, or names no organization', async () => {
    const { change } = await startLate();
    await change(`/globex/?q=${'x'.repeat(4_000)}`);
    expect(sent).toEqual(['GET globex 1', 'POST globex 1']);
    await change('/');
    expect(sent.slice(2)).toEqual(['GET null 1', 'POST null 1']);
  });

  test('a worker that asks meanwhile learns of the change, and it is announced at once', async () => {
    const { change } = await startLate();
    await change('/globex/');
    vi.useRealTimers();
    expect(await askPage()).toEqual({ slug: 'globex', number: 2 });
    await vi.waitFor(() => expect(sent).toEqual(['GET globex first', 'POST globex first']), {
      timeout: 50,
    });
  });

  test('R10: after an announcement that precedes the requests, the next one does too until the worker has allowed more', async () => {
    const { change } = await startLate();
    for (const slug of [null, 'globex']) responses.set(slug, () => new Promise(() => {}));
    await change(`/globex/?q=${'x'.repeat(4_000)}`);
    await change('/initech/');
    expect(sent).toEqual(['GET globex 1', 'POST globex 1', 'GET initech 1', 'POST initech 1']);
  });

  test('R10: a page that returns from the back/forward cache announces before its requests', async () => {
    const listeners = new Map<string, (event: unknown) => void>();
    vi.stubGlobal('addEventListener', (type: string, listener: (event: unknown) => void) =>
      listeners.set(type, listener),
    );
    await startLate();
    listeners.get('pageshow')?.({ persisted: true });
    expect(sent).toEqual(['GET acme 1', 'POST acme 1']);
  });

  test('a failed announcement reloads no page after dispose', async () => {
    const { change, organizationChange } = await startLate();
    responses.set('globex', async () => new Response(null, { status: 404 }));
    Object.assign(container, { controller: null });
    await change('/globex/');
    organizationChange.dispose();
    await vi.advanceTimersByTimeAsync(200);
    expect(reloads).toBe(0);
  });

  test('a page whose late announcement is not acknowledged loads again', async () => {
    const { change } = await startLate();
    responses.set('globex', async () => new Response(null, { status: 404 }));
    Object.assign(container, { controller: null });
    await change('/globex/');
    await vi.advanceTimersByTimeAsync(200);
    expect(reloads).toBe(1);
  });
});
