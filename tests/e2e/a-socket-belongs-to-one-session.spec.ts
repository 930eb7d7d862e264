import type { Page } from '@playwright/test';
import { expectVisible, followLink, signIn } from '../support/app.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import { setOffline } from '../support/offline.ts';
import { ACME, GLOBEX, GRACE, UMBRELLA } from '../support/organizations.ts';
import { openRequestsPage } from '../support/requests.ts';
import { expect, test } from '../support/test.ts';
import { WorkerStopper } from '../support/worker-control.ts';
import { askAgain } from '../support/worker-messages.ts';

declare global {
  interface Window {
    socketUrls: string[];
  }
}

/** Opens a presence socket in a page and records what happens to it. */
async function openSocket(page: Page): Promise<void> {
  await openRequestsPage(page, ACME);
  await page.evaluate(() => {
    window.events = [];
    // The API tells who is present again whenever another page comes or goes.
    const record = (event: string): void => {
      if (window.events.at(-1) !== event) window.events.push(event);
    };
    const socket = window.keyring.orgSocket('acme', '/api/presence');
    socket.onopen = () => record(`open ${socket.readyState} ${socket.protocol}`);
    socket.addEventListener('message', ({ data }) => record(`message ${JSON.parse(data).type}`));
    socket.onclose = ({ code, reason, wasClean }) => record(`close ${code} ${reason} ${wasClean}`);
  });
  await expect.poll(() => eventsOf(page)).toEqual(expect.arrayContaining(['message presence']));
}

/** Runs before the app: records the URLs of all sockets. Playwright reports no socket of Firefox. */
function recordSockets(): void {
  window.socketUrls = [];
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      window.socketUrls.push(String(url));
    }
  };
}

const eventsOf = (page: Page): Promise<string[]> => page.evaluate(() => window.events);

test('the app shows who else has the organization open, over sockets without a ticket in their URL', {
  tag: '@long',
}, async ({ page, browser, baseURL }) => {
  await page.addInitScript(recordSockets);
  await signIn(page, ACME);
  await expectVisible(page.getByText('Only you are here.'));

  const other = await browser.newContext({ ...(baseURL !== undefined && { baseURL }) });
  const second = await other.newPage();
  await signIn(second, ACME, GRACE.email);
  await expectVisible(second.getByText('You and Ada Lovelace are here.'));
  await expectVisible(page.getByText('You and Grace Hopper are here.'));

  await followLink(page, '/acme/settings');
  await expectVisible(second.getByText('Only you are here.'));
  await other.close();
  const urls = await page.evaluate(() => window.socketUrls);
  expect(urls.length).toBeGreaterThan(0);
  expect(urls.every((url) => new URL(url).search === '')).toBe(true);
});

test('without a network the app does not say who is here', async ({ page, context }) => {
  await signIn(page, ACME);
  await expectVisible(page.getByText('Only you are here.'));
  await setOffline(context, true);
  await expect(page.getByText('Only you are here.')).toHaveCount(0);
  await setOffline(context, false);
  await expectVisible(page.getByText('Only you are here.'));
});

test('R48: a socket outlives the worker, and a sign-out ends it in every tab with a reason', {
  tag: '@long',
}, async ({ page, context, server, authKit }) => {
  await signIn(page, ACME);
  await openSocket(page);
  expect(await eventsOf(page)).toEqual(['open 1 keyring', 'message presence']);
  const second = await context.newPage();
  await openSocket(second);

  await (await WorkerStopper.attach(page)).stop();
  const socketStays = await page.evaluate(() => window.events.some((event) => event.startsWith('close')));
  expect(socketStays).toBe(false);

  // A ticket that is not used before the sign-out.
  const ticket = await page.evaluate(() => window.keyring.ticketFor('acme', '/api/me'));
  const other = await page.evaluate(() => window.keyring.ticketFor('acme', '/api/me'));
  const use = (one: string): Promise<number> =>
    fetch(`${server.origin}/api/me`, { headers: { Authorization: `Ticket ${one}` } }).then(
      ({ status }) => status,
    );
  expect([await use(ticket), await use(ticket)]).toEqual([200, 401]);

  const app = await context.newPage();
  await app.goto('/sessions');
  await app.getByRole('button', { name: `Sign out of ${ACME.name}` }).click();
  for (const tab of [page, second]) {
    await expect.poll(() => eventsOf(tab)).toEqual(expect.arrayContaining(['close 4401 signed_out true']));
  }
  // The worker tells AuthKit of the sign-out in the background, and the API asks AuthKit.
  await expect.poll(async () => (await authKit.log()).some(({ kind }) => kind === 'logout')).toBe(true);
  expect(await use(other)).toBe(401);
  const late = await page.evaluate(() =>
    window.keyring.ticketFor('acme', '/api/me').catch((error: { code?: string }) => error.code ?? 'other'),
  );
  expect(late).toBe('authorization_required');
});

test('a socket connects again with a new ticket, and behaves as the standard says before it is open', async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  // Leaves the app, whose own socket could otherwise be the first below.
  await openRequestsPage(page, ACME);
  const handshakes: string[] = [];
  await context.routeWebSocket(/\/api\/presence$/, (route) => {
    handshakes.push(route.protocols().join());
    const server = route.connectToServer();
    // The first connection is lost after its first message.
    const isFirst = handshakes.length === 1;
    server.onMessage((message) => {
      route.send(message);
      if (isFirst) void route.close({ code: 1012, reason: 'restart' });
    });
  });
  await openSocket(page);
  await expect
    .poll(() => eventsOf(page))
    .toEqual(['open 1 keyring', 'message presence', 'open 1 keyring', 'message presence']);
  expect(new Set(handshakes).size).toBe(2);

  const refused = await page.evaluate(async () => {
    const socket = window.keyring.orgSocket('acme', '/api/no-such-socket');
    const early = await new Promise<string>((resolve) => {
      socket.onopen = () => resolve('open');
      try {
        socket.send('too early');
      } catch (error) {
        resolve(String((error as DOMException).name));
      }
    });
    socket.close(4000, 'left');
    const { code, reason } = await new Promise<CloseEvent>((resolve) =>
      socket.addEventListener('close', resolve),
    );
    return { early, code, reason, state: socket.readyState };
  });
  expect(refused).toEqual({ early: 'InvalidStateError', code: 4000, reason: 'left', state: 3 });
});

test('a socket of an organization without a session closes with the reason', async ({ page }) => {
  await signIn(page, ACME);
  await openRequestsPage(page, ACME);
  const closeOf = (organization: string) =>
    page.evaluate(async (slug) => {
      const socket = window.keyring.orgSocket(slug, '/api/presence');
      const { code, reason } = await new Promise<CloseEvent>((resolve) => {
        socket.onclose = resolve;
      });
      return `${code} ${reason}`;
    }, organization);
  // With shared credentials this begins a session.
  await askAgain(page, 'open-organization', { organizationSlug: GLOBEX.slug });
  await askAgain(page, 'sign-out', { organizationIds: [GLOBEX.id] });
  expect(await closeOf(GLOBEX.slug)).toBe('4401 signed_out');
  // A shared credential was refused there.
  const refused = CREDENTIALS === 'shared' ? 'session_lost' : 'signed_out';
  expect(await closeOf(UMBRELLA.slug)).toBe(`4401 ${refused}`);
});
