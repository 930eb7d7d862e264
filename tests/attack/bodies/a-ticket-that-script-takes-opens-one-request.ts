import { expect } from '@playwright/test';
import { WebSocket } from 'ws';
import type { Attacks } from '../../support/attack.ts';
import { ACME, GLOBEX, type KnownOrganization } from '../../support/organizations.ts';
import { readAddresses, readBrowserStorage } from '../../support/page-memory.ts';
import type { Scripted } from '../../support/scripted.ts';

/** The request that a ticket is for. */
interface Target {
  readonly method: string;
  readonly path: string;
}

const ME: Target = { method: 'GET', path: '/api/me' };

/** What script of the app's origin can do: it asks for a ticket, as the app does. @returns the ticket, or the status */
const takeTicket = (page: Scripted, { slug }: KnownOrganization, target: Target): Promise<string> =>
  page.evaluate(
    async ([organization, body]) => {
      const headers = { 'Content-Type': 'application/json', 'X-Org-Slug': organization };
      const response = await fetch('/api/tickets', { method: 'POST', headers, body });
      const { ticket }: { ticket?: string } = await response.json();
      return ticket ?? `${response.status}`;
    },
    [slug, JSON.stringify(target)] as const,
  );

/** The status of a WebSocket handshake; 101: it was accepted. */
function handshake(url: string, protocols: string[], origin: string): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, protocols, { origin });
    socket.once('unexpected-response', (_request, response) => {
      socket.terminate();
      resolve(response.statusCode ?? 0);
    });
    socket.once('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.once('error', () => resolve(0));
  });
}

export const attacks: Attacks = {
  'R48: a ticket that script takes opens the one request that it is for, once, and nothing after the sign-out':
    async ({ page, open, server, authKit, evil, traffic }) => {
      await page.signIn(GLOBEX);
      await page.signIn(ACME);
      // A document that no sign-out navigates away.
      const quiet = await open();
      await quiet.goto('/acme/nothing-here.txt');
      /** A use from another machine: whoever has the ticket needs nothing else. */
      const use = (path: string, init: RequestInit): Promise<Response> => fetch(server.origin + path, init);
      const withTicket = (ticket: string, { method, path }: Target, more: HeadersInit = {}) =>
        use(path, { method, headers: { ...more, Authorization: `Ticket ${ticket}` } });

      // The one request, and the organization of the ticket also if the request names another one.
      const valid = await takeTicket(page, ACME, ME);
      const response = await withTicket(valid, ME, { 'X-Org-Slug': GLOBEX.slug });
      expect(await response.json()).toMatchObject({ organization: { slug: ACME.slug }, role: null });
      expect((await withTicket(valid, ME)).status).toBe(401);

      // Other requests. Each has a ticket of its own, which is spent by it.
      const others: readonly Target[] = [
        { method: 'GET', path: '/api/notes' },
        { method: 'GET', path: '/api/me?other' },
        { method: 'GET', path: '/api/me/' },
        { method: 'POST', path: '/api/notes' },
      ];
      for (const other of others) {
        const ticket = await takeTicket(page, ACME, ME);
        expect((await withTicket(ticket, other)).status, `${other.method} ${other.path}`).toBe(401);
        expect((await withTicket(ticket, ME)).status).toBe(401);
      }
      const forMore = await takeTicket(page, ACME, { method: 'POST', path: '/api/tickets' });
      expect((await withTicket(forMore, { method: 'POST', path: '/api/tickets' })).status).toBe(401);

      // Other places of the request.
      const ticket = await takeTicket(page, ACME, ME);
      const places: readonly (readonly [string, RequestInit])[] = [
        ['/api/me', { headers: { Authorization: `Bearer ${ticket}` } }],
        ['/api/me', { headers: { Cookie: `ticket=${ticket}` } }],
        [`/api/me?ticket=${ticket}`, {}],
        [`/api/me?access_token=${ticket}`, {}],
      ];
      for (const [path, init] of places) expect((await use(path, init)).status).toBe(401);

      // A page of another origin cannot open the socket with it.
      const socket = { method: 'GET', path: '/api/presence' };
      const url = `${server.origin.replace('http', 'ws')}${socket.path}`;
      const protocols = async () => ['keyring', `keyring.ticket.${await takeTicket(page, ACME, socket)}`];
      expect(await handshake(url, await protocols(), evil.origin)).toBe(401);
      expect(await handshake(url, await protocols(), server.origin)).toBe(101);

      // The tickets of the app's own sockets are among the secrets too.
      traffic.forget();
      await page.goto(`/${GLOBEX.slug}/`);
      await page.expectOrganization(GLOBEX);
      await expect
        .poll(() => traffic.arrivals.some(({ url: { pathname } }) => pathname === '/api/tickets'))
        .toBe(true);
      expect(traffic.find(traffic.arrivals.map((arrival) => arrival.url.href).join('\n'))).toBeUndefined();
      expect(traffic.find(await readAddresses(page))).toBeUndefined();
      expect(traffic.find(await readBrowserStorage(page))).toBeUndefined();

      const unused = await takeTicket(page, ACME, ME);
      await page.goto('/sessions');
      await page.clickButton('Sign out everywhere');
      await expect
        .poll(async () => (await authKit.log()).some(({ kind }) => kind === 'logout'), { timeout: 30_000 })
        .toBe(true);
      expect((await withTicket(unused, ME)).status).toBe(401);
      expect(await takeTicket(quiet, ACME, ME)).toBe('401');
    },
};
