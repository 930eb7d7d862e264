import { describe, expect, test } from 'vitest';
import { keyringMiddleware as honoMiddleware } from '../../../server/hono.ts';
import { organizationManifests } from '../../../server/manifest.ts';
import { keyringMiddleware as nodeMiddleware } from '../../../server/node.ts';
import { createPushHints } from '../../../server/push/push-hints.ts';
import { respondWithDownload } from '../../../server/tickets/respond-with-download.ts';
import { respondWithTicket } from '../../../server/tickets/respond-with-ticket.ts';
import { createTicketIssuer } from '../../../server/tickets/ticket-issuer.ts';
import { createSessionHints } from '../../../server/webhooks/session-hints.ts';
import { createWebhookReceiver } from '../../../server/webhooks/webhook-receiver.ts';
import { createHandler, ORIGIN } from './host.ts';

/** What JavaScript can pass in place of an argument. */
const wrong = <T>(value: unknown): T => value as T;

const tickets = createTicketIssuer();
const push = createPushHints({ publicKey: `B${'A'.repeat(86)}`, send: async () => ({ status: 201 }) });
const hints = createSessionHints();
const host = createHandler();

const ticketRequest = (): Request =>
  new Request(`${ORIGIN}/api/tickets`, {
    method: 'POST',
    body: JSON.stringify({ method: 'GET', path: '/api/audit' }),
  });
const owner = { organizationId: 'org_1', userId: 'user_1', sessionId: 'session_1', accessTokenExpiresAt: 1 };

describe('an owner without its ids, such as the claims of a token', () => {
  const CLAIMS = { sub: 'user_1', sid: 'session_1', org_id: 'org_1', exp: 1 };

  test.for([
    [undefined, 'owner.organizationId is missing'],
    [null, 'owner.organizationId is missing'],
    [CLAIMS, 'owner.organizationId is missing'],
    [{ ...owner, organizationId: null }, 'owner.organizationId is null'],
    [{ ...owner, userId: 7 }, 'owner.userId is 7'],
    [{ ...owner, sessionId: '' }, 'owner.sessionId is ""'],
  ] as const)('gets no ticket: %o', async ([value, message]) => {
    await expect(respondWithTicket(tickets, ticketRequest(), wrong(value))).rejects.toThrow(message);
  });

  test('ends no tickets in silence', async () => {
    await expect(tickets.endSession(wrong(undefined))).rejects.toThrow('owner.sessionId is missing');
  });

  test('stores no push subscription', async () => {
    const request = new Request(`${ORIGIN}/api/push`, { method: 'POST', body: '{}' });
    await expect(push.respond(request, wrong(CLAIMS))).rejects.toThrow('owner.userId is missing');
  });

  test('follows no hints', () => {
    expect(() => hints.subscribe(wrong(undefined), () => undefined)).toThrow('owner.userId is missing');
    expect(() => hints.subscribe('user_1', wrong({}))).toThrow('send is an object: it must be a function');
  });
});

describe('what is no hint, such as the text or the event that it was made of', () => {
  const hint = { id: 'event_1', userId: 'user_1', organizationId: null };
  const EVENT = { id: 'event_1', event: 'user.deleted', data: { id: 'user_1' } };

  test.for([undefined, null, JSON.stringify(hint), EVENT])(
    'revokes nothing in silence: %o',
    async (value) => {
      expect(() => hints.publish(wrong(value))).toThrow('hint.userId is missing');
      await expect(tickets.endTickets(wrong(value))).rejects.toThrow('hint.userId is missing');
      await expect(push.notify(wrong(value))).rejects.toThrow(/^hint\.(id|userId) is missing/);
    },
  );

  test('is no push message without an id, which the worker would ignore', async () => {
    await expect(push.notify({ ...hint, id: wrong(undefined) })).rejects.toThrow('hint.id is missing');
  });
});

/** As Express passes it. */
const EXPRESS = {
  method: 'POST',
  url: '/api/tickets',
  headers: {},
  body: { method: 'GET', path: '/api/audit' },
};

describe('a request that is none of the Fetch standard', () => {
  const receive = createWebhookReceiver({ secrets: ['0123456789abcdef'], onHint: () => undefined });
  const CALLS = {
    respondWithTicket: (request: Request) => respondWithTicket(tickets, request, owner),
    respondWithDownload: (request: Request) => respondWithDownload(request, () => new Response()),
    redeemRequest: (request: Request) => tickets.redeemRequest(request),
    respond: (request: Request) => push.respond(request, owner),
    receive,
    handle: (request: Request) => host.handle(request),
  };

  for (const [name, call] of Object.entries(CALLS))
    test.for([EXPRESS, undefined, null])(`is named by ${name}: %o`, async (request) => {
      await expect(call(wrong(request))).rejects.toThrow('Pass a Request of the Fetch standard.');
    });
});

test('a download without the response of the API is named', async () => {
  await expect(respondWithDownload(ticketRequest(), wrong({ fetch: () => undefined }))).rejects.toThrow(
    'respond is an object: it must be a function',
  );
});

test.for([undefined, null, {}, { configuration: {} }])(
  'a middleware without a host is named: %o',
  (value) => {
    for (const middleware of [honoMiddleware, nodeMiddleware])
      expect(() => middleware(wrong(value))).toThrow('Pass the host that createKeyringHost returns.');
  },
);

test.for([undefined, null])(
  'an organization that a database does not have has no manifest: %o',
  async (row) => {
    for (const findOrganization of [wrong<never>(async () => row), wrong<never>(() => row)]) {
      const handler = createHandler({ manifests: organizationManifests({ findOrganization }) });
      const response = await handler.handle(new Request(`${ORIGIN}/manifest/acme.webmanifest`));
      expect(response?.status).toBe(404);
    }
  },
);
