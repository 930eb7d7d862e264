import { describe, expect, test } from 'vitest';
import { respondWithTicket } from '../../../server/tickets/respond-with-ticket.ts';
import { createTicketIssuer, type TicketUse } from '../../../server/tickets/ticket-issuer.ts';
import { createMemoryTicketStore, type StoredTicket } from '../../../server/tickets/ticket-store.ts';

const ADA = {
  organizationId: 'org_acme',
  userId: 'user_ada',
  sessionId: 'session_1',
  accessTokenExpiresAt: 1_800_000_000,
};
const PRESENCE = { method: 'GET', path: '/api/presence' };
/** Invalid uses that must all be refused. */
const INVALID_USES = 1_000;

let clock = 1_000_000;
const now = (): number => clock;

async function issueTo(
  issuer: ReturnType<typeof createTicketIssuer>,
  owner = ADA,
  target = PRESENCE,
): Promise<string> {
  const issue = await issuer.issue(owner, target);
  if (issue.type !== 'issued') throw new Error(`No ticket: ${issue.reason}`);
  return issue.ticket;
}

test('R48: a ticket has 256 random bits, and stands for its session', async () => {
  const issuer = createTicketIssuer({ now });
  const tickets = await Promise.all(Array.from({ length: 50 }, () => issueTo(issuer)));
  expect(new Set(tickets).size).toBe(50);
  for (const ticket of tickets) expect(ticket).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await issuer.redeem(tickets[0], PRESENCE)).toEqual(ADA);
  expect(await issuer.redeem(tickets[1], { ...PRESENCE, organizationId: ADA.organizationId })).toEqual(ADA);
});

describe('R48: a ticket is refused', () => {
  const wrong: readonly (readonly [string, Partial<TicketUse>])[] = [
    ['for another path', { path: '/api/notes' }],
    ['for a longer path', { path: '/api/presence/' }],
    ['for another query', { path: '/api/presence?room=2' }],
    ['for another method', { method: 'POST' }],
    ['for another organization', { organizationId: 'org_globex' }],
  ];
  test.each(wrong)('%s, and it is spent then', async (_what, change) => {
    const issuer = createTicketIssuer({ now });
    const ticket = await issueTo(issuer);
    expect(await issuer.redeem(ticket, { ...PRESENCE, ...change })).toBeUndefined();
    expect(await issuer.redeem(ticket, PRESENCE)).toBeUndefined();
  });

  test('the second time, also when both uses come at once', async () => {
    const issuer = createTicketIssuer({ now });
    const ticket = await issueTo(issuer);
    const uses = await Promise.all(Array.from({ length: 20 }, () => issuer.redeem(ticket, PRESENCE)));
    expect(uses.filter((owner) => owner !== undefined)).toEqual([ADA]);
  });

  test('after 30 s', async () => {
    const issuer = createTicketIssuer({ now });
    const [early, late] = [await issueTo(issuer), await issueTo(issuer)];
    clock += 29_999;
    expect(await issuer.redeem(early, PRESENCE)).toEqual(ADA);
    clock += 1;
    expect(await issuer.redeem(late, PRESENCE)).toBeUndefined();
  });

  test('after the sign-out of its session, and not after that of another one', async () => {
    const issuer = createTicketIssuer({ now });
    const mine = await issueTo(issuer);
    const other = await issueTo(issuer, { ...ADA, sessionId: 'session_2' });
    await issuer.endSession('session_1');
    expect(await issuer.redeem(mine, PRESENCE)).toBeUndefined();
    expect(await issuer.redeem(other, PRESENCE)).toMatchObject({ sessionId: 'session_2' });
    // The access token of the ended session may still be valid for minutes.
    expect(await issuer.issue(ADA, PRESENCE)).toEqual({ type: 'refused', reason: 'session-ended' });
  });

  test('when the app says that its session is over', async () => {
    let isActive = true;
    const issuer = createTicketIssuer({ now, isSessionActive: async () => isActive });
    const [before, after] = [await issueTo(issuer), await issueTo(issuer)];
    expect(await issuer.redeem(before, PRESENCE)).toEqual(ADA);
    isActive = false;
    expect(await issuer.redeem(after, PRESENCE)).toBeUndefined();
  });

  test(`${INVALID_USES} times in every wrong way: none is accepted`, async () => {
    const issuer = createTicketIssuer({ now, limits: { perSession: 10_000 } });
    const valid = await issueTo(issuer);
    await issuer.redeem(valid, PRESENCE);
    const forgeries = [
      (): string => valid,
      (): string => valid.slice(0, -1),
      (): string => `${valid}A`,
      (): string => valid.toLowerCase(),
      (): string => '',
      (): string => 'x'.repeat(43),
      (): string => `${Math.random()}`,
      (): string => [...valid].reverse().join(''),
      (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url'),
    ];
    let accepted = 0;
    for (let use = 0; use < INVALID_USES; use += 1) {
      const isForged = use % 2 === 0;
      const forgery = forgeries[(use / 2) % forgeries.length];
      const ticket = isForged && forgery ? forgery() : await issueTo(issuer);
      const change = isForged ? {} : wrong[use % wrong.length]?.[1];
      if ((await issuer.redeem(ticket, { ...PRESENCE, ...change })) !== undefined) accepted += 1;
    }
    expect(accepted).toBe(0);
  });
});

test('R48: the store contains no ticket, only its hash', async () => {
  const stored: [string, StoredTicket][] = [];
  const memory = createMemoryTicketStore();
  const store = {
    ...memory,
    add: (...all: Parameters<typeof memory.add>) => {
      stored.push([all[0], all[1]]);
      return memory.add(...all);
    },
  };
  const ticket = await issueTo(createTicketIssuer({ store, now }));
  expect(JSON.stringify(stored)).not.toContain(ticket);
  expect(stored).toHaveLength(1);
});

describe('R48: tickets are limited', () => {
  test('for a session, spent ones included, until they expire', async () => {
    const issuer = createTicketIssuer({ now, limits: { perSession: 3 } });
    for (let count = 0; count < 3; count += 1) await issuer.redeem(await issueTo(issuer), PRESENCE);
    expect(await issuer.issue(ADA, PRESENCE)).toEqual({ type: 'refused', reason: 'too-many' });
    expect((await issuer.issue({ ...ADA, sessionId: 'session_2' }, PRESENCE)).type).toBe('issued');
    clock += 30_000;
    expect((await issuer.issue(ADA, PRESENCE)).type).toBe('issued');
  });

  test('in all', async () => {
    const issuer = createTicketIssuer({ now, limits: { total: 2 } });
    await issueTo(issuer, { ...ADA, sessionId: 'session_1' });
    await issueTo(issuer, { ...ADA, sessionId: 'session_2' });
    expect((await issuer.issue({ ...ADA, sessionId: 'session_3' }, PRESENCE)).type).toBe('refused');
  });

  test.each([
    ['limits.total', { total: Number('') }],
    ['limits.total', { total: Number(undefined) }],
    ['limits.perSession', { perSession: 0.5 }],
  ])('and a limit that is none stops the server: %s %o', (setting, limits) => {
    expect(() => createTicketIssuer({ limits })).toThrow(
      expect.objectContaining({ name: 'KeyringConfigurationError', setting }),
    );
  });
});

describe('a request for a ticket', () => {
  const ask = (body: unknown, issuer = createTicketIssuer({ now })): Promise<Response> =>
    respondWithTicket(
      issuer,
      new Request('https://api.test/api/tickets', {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
      ADA,
    );

  test('gets one that is not stored by a cache', async () => {
    const response = await ask(PRESENCE);
    expect([response.status, response.headers.get('Cache-Control')]).toEqual([201, 'no-store']);
    expect(await response.json()).toEqual({ ticket: expect.stringMatching(/^[\w-]{43}$/), expiresIn: 30 });
  });

  test.each([
    '',
    'no JSON',
    '[]',
    {},
    { method: 'CONNECT', path: '/api/presence' },
    { method: 'get', path: '/api/presence' },
    { method: 'GET', path: 'https://evil.test/api/presence' },
    { method: 'GET', path: '//evil.test/api/presence' },
    { method: 'GET', path: '/api/../admin' },
    { method: 'GET', path: '/api\\admin' },
    { method: 'GET', path: '/api/a b' },
    { method: 'GET', path: '/api/presence#part' },
    { method: 'GET', path: `/${'a'.repeat(4_096)}` },
    'x'.repeat(100_000),
  ])('is refused when it is %j', async (body) => {
    const response = await ask(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'ticket_request_invalid' });
  });

  test('is refused for a request that the API does not allow, and beyond the limit', async () => {
    const issuer = createTicketIssuer({
      now,
      allows: ({ path }) => path === '/api/presence',
      limits: { perSession: 1 },
    });
    expect((await ask({ method: 'GET', path: '/api/notes' }, issuer)).status).toBe(403);
    expect((await ask(PRESENCE, issuer)).status).toBe(201);
    const limited = await ask(PRESENCE, issuer);
    expect([limited.status, limited.headers.get('Retry-After')]).toEqual([429, '5']);
  });
});

test('a request redeems a ticket of its Authorization or its subprotocols, and never one of its URL', async () => {
  const issuer = createTicketIssuer({ now });
  const url = 'https://api.test/api/presence';
  const request = (headers: HeadersInit, to = url): Request => new Request(to, { headers });
  const authorization = { Authorization: `Ticket ${await issueTo(issuer)}` };
  expect(await issuer.redeemRequest(request(authorization))).toEqual(ADA);
  const protocols = { 'Sec-WebSocket-Protocol': `keyring, keyring.ticket.${await issueTo(issuer)}` };
  expect(await issuer.redeemRequest(request(protocols))).toEqual(ADA);
  const bearer = { Authorization: `Bearer ${await issueTo(issuer)}` };
  expect(await issuer.redeemRequest(request(bearer))).toBeUndefined();
  const ticket = await issueTo(issuer);
  expect(await issuer.redeemRequest(request({}, `${url}?ticket=${ticket}`))).toBeUndefined();
  const two = `keyring.ticket.${ticket}, keyring.ticket.${await issueTo(issuer)}`;
  expect(await issuer.redeemRequest(request({ 'Sec-WebSocket-Protocol': two }))).toBeUndefined();
});
