import { randomUUID } from 'node:crypto';
import type { AuthKitControl } from '../../support/authkit-control.ts';
import { organizationOf } from '../../support/calls.ts';
import { CREDENTIALS } from '../../support/credentials.ts';
import { damageSession, swapSessions } from '../../support/keyring-database.ts';
import { quietPath } from '../../support/kill-lab.ts';
import { ACME, GLOBEX, INITECH, type KnownOrganization } from '../../support/organizations.ts';
import { requestsScript } from '../../support/requests.ts';
import type { WebKitTabs } from '../support/webkit-tabs.ts';
import { expect, test } from '../support/webkit-test.ts';

/** Whether another session of the same sign-in opens an organization again: else a silent sign-in does. */
const IS_SHARED = CREDENTIALS === 'shared';

/** How late AuthKit replies, ms: the kill comes before, also on a busy machine. */
const REPLY_DELAY = 10_000;

/** A document of the organization with the package's client and nothing else. */
async function openClient(tabs: WebKitTabs, organization: KnownOrganization): Promise<void> {
  await tabs.goto(quietPath(organization));
  await tabs.run(await requestsScript());
}

/** The texts of Acme's notes; none if the request went past the worker. */
function notesOf(tabs: WebKitTabs): Promise<string[]> {
  return tabs.evaluate(async () => {
    const all: unknown = await (await fetch('/api/notes')).json();
    return Array.isArray(all) ? all.map(({ text }: { text: string }) => text) : [];
  });
}

/** The response to Acme's next refresh comes late. @returns how many refreshes there were before */
async function delayNextRefresh(authKit: AuthKitControl): Promise<number> {
  const { length } = await authKit.refreshes(ACME.id);
  await authKit.addFault({ on: 'refresh', organization: ACME.id, times: 1, replyDelayMs: REPLY_DELAY });
  return length;
}

/** A click that returns before its navigation has begun: on a busy machine, WebDriver's own waits until that has ended. */
async function clickLater(tabs: WebKitTabs, xpath: string): Promise<void> {
  await expect.poll(() => tabs.has(xpath)).toBe(true);
  await tabs.run(
    `const { singleNodeValue } = document.evaluate(argument, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE);
     setTimeout(() => singleNodeValue.click());`,
    xpath,
  );
}

const eventsOf = (tabs: WebKitTabs): Promise<string[]> => tabs.evaluate(() => window.events);

test('in a refresh: the session stays, calls end with 401 at worst, and a socket and an event source connect', async ({
  tabs,
  authKit,
  webkit,
}) => {
  await authKit.changeSettings({ accessTokenTtl: 60 });
  await tabs.signIn(ACME);
  await openClient(tabs, ACME);
  const { length: begun } = await authKit.startedSids();
  const before = await delayNextRefresh(authKit);
  await authKit.changeSettings({ clockOffset: 61 });
  await tabs.evaluate(() => {
    window.events = [];
    const record = (event: string): void => void window.events.push(event);
    const socket = window.keyring.orgSocket('acme', '/api/presence');
    socket.onopen = () => record('socket open');
    socket.onclose = ({ code, reason }) => record(`socket closed ${code} ${reason}`);
    const source = window.keyring.orgEventSource('acme', '/api/notes/stream');
    source.onopen = () => record('source open');
    for (let call = 0; call < 3; call += 1)
      void fetch('/api/me').then(
        ({ status }) => record(`call ${status}`),
        () => record('call cut off'),
      );
  });
  await expect.poll(async () => (await authKit.refreshes(ACME.id)).length).toBe(before + 1);
  await webkit.killWorker();

  await expect.poll(() => organizationOf(tabs)).toBe(ACME.slug);
  await expect.poll(() => eventsOf(tabs)).toEqual(expect.arrayContaining(['socket open', 'source open']));
  const calls = (await eventsOf(tabs)).filter((event) => event.startsWith('call'));
  // WebKit sends what has no response past the worker, without a token.
  expect(calls).toEqual(Array(3).fill('call 401'));
  expect(await authKit.startedSids()).toHaveLength(begun);
});

test('in the start of a page: the page asks the next worker, and starts', async ({ tabs, webkit }) => {
  await tabs.signIn(ACME);
  await openClient(tabs, ACME);
  await webkit.killWorker(() =>
    tabs.evaluate(() => {
      window.events = [];
      void window.keyring.connectKeyring().then(
        (keyring) => window.events.push(`${keyring.getSnapshot().sessions.length} session`),
        ({ code }: { code?: string }) => window.events.push(`${code}`),
      );
    }),
  );
  await expect.poll(() => eventsOf(tabs)).toEqual(['1 session']);
});

test('in a forced refresh, or before a message arrives: the page sends it again, and has its response after seconds', async ({
  tabs,
  authKit,
  webkit,
}) => {
  await tabs.signIn(ACME);
  await openClient(tabs, ACME);
  const { length: begun } = await authKit.startedSids();
  const before = await delayNextRefresh(authKit);
  await tabs.evaluate(async () => {
    window.events = [];
    const keyring = await window.keyring.connectKeyring();
    const record = (what: string, asked: Promise<unknown>): void =>
      void asked.then(
        () => window.events.push(what),
        ({ code }: { code?: string }) => window.events.push(`${what} ${code}`),
      );
    Object.assign(window, { startSignIn: () => record('sign-in', keyring.signInUrl('globex')) });
    record('refresh', keyring.refreshSession('acme'));
  });
  await expect.poll(async () => (await authKit.refreshes(ACME.id)).length).toBe(before + 1);
  await webkit.killWorker(() =>
    tabs.evaluate(() => (window as unknown as { startSignIn: () => void }).startSignIn()),
  );
  await expect
    .poll(async () => (await eventsOf(tabs)).toSorted(), { timeout: 8_000 })
    .toEqual(['refresh', 'sign-in']);
  // The lost one, and one of the next worker.
  expect(await authKit.refreshes(ACME.id)).toHaveLength(before + 2);
  expect(await authKit.startedSids()).toHaveLength(begun);
});

test('in a POST of the app: the note stays queued, and is sent after seconds', async ({
  tabs,
  authKit,
  webkit,
}) => {
  await authKit.changeSettings({ accessTokenTtl: 60 });
  await tabs.signIn(ACME);
  const text = `Past the worker ${randomUUID()}`;
  await tabs.evaluate(() => {
    window.events = [];
    const { fetch } = window;
    window.fetch = (input, init) => {
      window.events.push(`${init?.method}`);
      return fetch(input, init);
    };
  });
  const before = await delayNextRefresh(authKit);
  await authKit.changeSettings({ clockOffset: 61 });
  await tabs.addNote(text);
  await expect.poll(() => eventsOf(tabs)).toContain('POST');
  // The POST waits for it in the worker.
  await expect.poll(async () => (await authKit.refreshes(ACME.id)).length).toBe(before + 1);
  await webkit.killWorker();
  await expect
    .poll(async () => [await tabs.text(), await notesOf(tabs)], { timeout: 12_000 })
    .toEqual([expect.not.stringContaining('Waiting to be sent'), expect.arrayContaining([text])]);
  expect(await tabs.text()).not.toContain('Sign in again');
});

test('in a row of POSTs: the note whose request got no response is there once, after a repetition with the same key', async ({
  tabs,
  webkit,
}) => {
  await tabs.signIn(ACME);
  await openClient(tabs, ACME);
  const expected = Array.from({ length: 100 }, (_, index) => `${randomUUID()} ${index}`);
  await tabs.evaluate((texts) => {
    window.events = [];
    const add = async (text: string): Promise<void> => {
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() };
      const body = JSON.stringify({ text });
      const send = (): Promise<Response | undefined> =>
        window.keyring
          .orgFetch('acme', '/api/notes', { method: 'POST', headers, body })
          .catch(() => undefined);
      while ((await send())?.status !== 201) window.events.push('again');
    };
    void (async () => {
      for (const text of texts) {
        await add(text);
        window.events.push('added');
      }
      window.events.push('done');
    })();
  }, expected);
  await expect.poll(() => eventsOf(tabs)).toContain('added');
  await webkit.killWorker();
  await expect.poll(() => eventsOf(tabs)).toContain('done');
  const notes = await tabs.evaluate(async () => {
    const all: { text: string }[] = await (await fetch('/api/notes')).json();
    return all.map(({ text }) => text);
  });
  expect(notes.filter((text) => expected.includes(text)).toSorted()).toEqual(expected.toSorted());
});

test('in a callback: the page of the server has no script, and the organization then opens without a login', async ({
  tabs,
  authKit,
  webkit,
}) => {
  await tabs.signIn(ACME);
  const first = await tabs.current();
  // It keeps the worker running while the other window is at AuthKit.
  await tabs.open('window');
  await tabs.goto(quietPath(ACME));
  await tabs.use(first);
  await tabs.goto('/initech/');
  await authKit.addFault({ on: 'code', times: 1, replyDelayMs: REPLY_DELAY });
  await clickLater(tabs, '//button[normalize-space()="Continue with SSO"]');
  await expect
    .poll(async () => (await authKit.log()).filter(({ grant }) => grant === 'authorization_code').length)
    .toBe(2);
  await webkit.killWorker();
  await expect.poll(() => tabs.heading()).toBe('Sign-in could not be completed');
  expect(await tabs.evaluate(() => document.scripts.length)).toBe(0);

  await tabs.goto('/initech/');
  await tabs.expectOrganization(INITECH);
  expect(await organizationOf(tabs)).toBe(INITECH.slug);
  await tabs.goto('/acme/');
  await tabs.expectOrganization(ACME);
  const exchanges = (await authKit.log()).filter(({ grant }) => grant === 'authorization_code');
  expect(exchanges.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
});

for (const [what, spoil] of [
  ['a record has other bytes', (tabs: WebKitTabs) => damageSession(tabs, ACME.id, 'other bytes')],
  ['a record is of a later schema', (tabs: WebKitTabs) => damageSession(tabs, ACME.id, 'future schema')],
  ['two records are swapped', (tabs: WebKitTabs) => swapSessions(tabs, ACME.id, GLOBEX.id)],
] as const)
  test(`${what}: the next worker uses no session for another organization, and nobody has to log in`, async ({
    tabs,
    authKit,
    webkit,
  }) => {
    await tabs.signIn(GLOBEX);
    await tabs.signIn(ACME);
    await tabs.goto(quietPath(ACME));
    await spoil(tabs);
    await webkit.killWorker();
    // The first request can still go past the worker.
    await organizationOf(tabs);
    expect(await organizationOf(tabs)).toBe(IS_SHARED ? ACME.slug : '401');
    for (const organization of [GLOBEX, ACME]) {
      await tabs.goto(`/${organization.slug}/`);
      await tabs.expectOrganization(organization);
      expect(await organizationOf(tabs)).toBe(organization.slug);
    }
    expect((await authKit.log()).filter(({ outcome }) => outcome === 'page')).toEqual([]);
  });
