import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../../../dev/api/memory-storage.ts';
import { createSqlStorage, deleteExpired } from '../../../dev/api/sql-storage.ts';
import type { Storage } from '../../../dev/api/storage.ts';
import { createDatabase, type Database } from '../../../dev/database/database.ts';
import { migrate } from '../../../dev/database/migrate.ts';
import { openPglite } from '../../../dev/database/pglite-driver.ts';
import { createTicketIssuer, type TicketIssuer } from '../../../server/tickets/ticket-issuer.ts';
import { startApi } from './support.ts';

const PRESENCE = { method: 'GET', path: '/api/presence?room=1' };
/** Requests at the same time. */
const MANY = 20;

let database: Database;
let sql: Storage;
// One embedded PostgreSQL for all tests of this file: a new one needs seconds.
beforeAll(async () => {
  const driver = await openPglite();
  await migrate(driver, 'dev/api/migrations');
  database = createDatabase(driver);
  sql = createSqlStorage(database);
}, 120_000);
afterAll(() => sql.close());

let clock: number;
let sessions = 0;
const now = (): number => clock;
/** A session of its own for each test, because all tests share the database. */
let owner: Parameters<TicketIssuer['issue']>[0];
beforeEach(() => {
  clock = Date.now();
  sessions += 1;
  owner = {
    organizationId: 'org_acme',
    userId: 'user_ada',
    sessionId: `session_${sessions}`,
    accessTokenExpiresAt: 1_800_000_000,
  };
});

describe.each([
  ['in memory', createMemoryStorage],
  ['in PostgreSQL', () => sql],
])('R48: tickets %s', (_where, storageOf) => {
  let store: Storage['tickets'];
  let issuers: [TicketIssuer, TicketIssuer];
  beforeEach(() => {
    store = storageOf().tickets;
    // Two API processes with one storage.
    issuers = [createTicketIssuer({ store, now }), createTicketIssuer({ store, now })];
  });
  const issue = async (limits = {}): Promise<string> => {
    const issued = await createTicketIssuer({ store, now, limits }).issue(owner, PRESENCE);
    if (issued.type !== 'issued') throw new Error(`No ticket: ${issued.reason}`);
    return issued.ticket;
  };

  test('the process that did not issue a ticket redeems it, and then no process does', async () => {
    const ticket = await issue();
    expect(await issuers[1].redeem(ticket, PRESENCE)).toEqual(owner);
    for (const each of issuers) expect(await each.redeem(ticket, PRESENCE)).toBeUndefined();
  });

  test(`of ${MANY} uses at the same time one is accepted`, async () => {
    const ticket = await issue();
    const uses = await Promise.all(
      Array.from({ length: MANY }, (_, index) => issuers[index % 2 ? 1 : 0].redeem(ticket, PRESENCE)),
    );
    expect(uses.filter((used) => used !== undefined)).toEqual([owner]);
  });

  test('a ticket for another request is refused and spent', async () => {
    const ticket = await issue();
    expect(await issuers[0].redeem(ticket, { ...PRESENCE, path: '/api/presence' })).toBeUndefined();
    expect(await issuers[1].redeem(ticket, PRESENCE)).toBeUndefined();
  });

  test('a ticket is refused after 30 s', async () => {
    const [early, late] = [await issue(), await issue()];
    clock += 29_999;
    expect(await issuers[1].redeem(early, PRESENCE)).toEqual(owner);
    clock += 1;
    expect(await issuers[1].redeem(late, PRESENCE)).toBeUndefined();
  });

  test('a sign-out at one process ends the tickets of its session at every other', async () => {
    const mine = await issue();
    const other = { ...owner, sessionId: `${owner.sessionId}_other` };
    const others = await issuers[0].issue(other, PRESENCE);
    await issuers[0].endSession(owner.sessionId);
    expect(await issuers[1].redeem(mine, PRESENCE)).toBeUndefined();
    expect(await issuers[1].issue(owner, PRESENCE)).toEqual({ type: 'refused', reason: 'session-ended' });
    expect(others.type === 'issued' && (await issuers[1].redeem(others.ticket, PRESENCE))).toEqual(other);
  });

  test.each([
    ['of a user in an organization', 'org_acme', ['user_ada org_globex', 'user_grace org_acme']],
    ['of a user', null, ['user_grace org_acme']],
  ])('a webhook ends the tickets %s, whichever process issued them', async (_whose, organizationId, kept) => {
    const ada = `user_ada_${owner.sessionId}`;
    const owners = [
      { ...owner, userId: ada },
      { ...owner, userId: ada, organizationId: 'org_globex' },
      { ...owner, userId: 'user_grace' },
    ];
    const issued = await Promise.all(owners.map((each) => issuers[0].issue(each, PRESENCE)));
    await issuers[1].endTickets({ id: 'event_1', userId: ada, organizationId });
    const redeemed = await Promise.all(
      issued.map((each) => (each.type === 'issued' ? issuers[0].redeem(each.ticket, PRESENCE) : undefined)),
    );
    const names = redeemed.flatMap((each) => (each ? [`${each.userId} ${each.organizationId}`] : []));
    expect(names.map((name) => name.replace(ada, 'user_ada'))).toEqual(kept);
    // The user may still be signed in, with another role.
    expect((await issuers[0].issue({ ...owner, userId: ada }, PRESENCE)).type).toBe('issued');
  });

  test('the limit of a session counts in all processes, also for requests at the same time', async () => {
    const limited = [1, 2].map(() => createTicketIssuer({ store, now, limits: { perSession: 3 } }));
    const issues = await Promise.all(
      Array.from({ length: MANY }, (_, index) => limited[index % 2]?.issue(owner, PRESENCE)),
    );
    const issued = issues.flatMap((each) => (each?.type === 'issued' ? [each.ticket] : []));
    expect(issued).toHaveLength(3);
    // A spent ticket counts until it expires.
    for (const ticket of issued) await issuers[0].redeem(ticket, PRESENCE);
    expect(await limited[0]?.issue(owner, PRESENCE)).toEqual({ type: 'refused', reason: 'too-many' });
    expect((await limited[0]?.issue({ ...owner, sessionId: `${owner.sessionId}_b` }, PRESENCE))?.type).toBe(
      'issued',
    );
    clock += 30_000;
    expect((await limited[1]?.issue(owner, PRESENCE))?.type).toBe('issued');
  });

  test('the limit of all sessions counts in all processes', async () => {
    // Tickets of the other tests have expired then.
    clock += 60_000;
    const [first, second] = [1, 2].map(() => createTicketIssuer({ store, now, limits: { total: 2 } }));
    const issueTo = (session: string, issuer = first) =>
      issuer?.issue({ ...owner, sessionId: owner.sessionId + session }, PRESENCE);
    expect([(await issueTo('a'))?.type, (await issueTo('b', second))?.type]).toEqual(['issued', 'issued']);
    expect(await issueTo('c')).toEqual({ type: 'refused', reason: 'too-many' });
  });
});

test('R48: the database contains no ticket, and expired rows are deleted', async () => {
  const issuer = createTicketIssuer({ store: sql.tickets, now });
  const issued = await issuer.issue(owner, PRESENCE);
  await issuer.endSession(owner.sessionId);
  const read = (table: string) => database.asService((query) => query(`SELECT * FROM keyring.${table}`));
  const tickets = await read('tickets');
  expect(JSON.stringify(tickets)).toContain(owner.sessionId);
  if (issued.type === 'issued') expect(JSON.stringify(tickets)).not.toContain(issued.ticket);
  await database.asService(async (query) => {
    for (const change of [
      `UPDATE keyring.tickets SET expires_at = now()`,
      `UPDATE keyring.ended_sessions SET until = now()`,
    ])
      await query(change);
  });
  await deleteExpired(database);
  expect([await read('tickets'), await read('ended_sessions')]).toEqual([[], []]);
});

test('an API with a database redeems a ticket that another API with the same database has issued', async () => {
  const [first, second] = [await startApi({ storage: sql }), await startApi({ storage: sql })];
  const response = await first.call('/api/tickets', {
    method: 'POST',
    body: JSON.stringify({ method: 'GET', path: '/api/me' }),
  });
  const { ticket } = (await response.json()) as { ticket: string };
  const use = () => second.call('/api/me', { headers: { Authorization: `Ticket ${ticket}` } });
  expect([(await use()).status, (await use()).status]).toEqual([200, 401]);
  await first.stop();
  await second.stop();
});

describe.each([
  ['in memory', () => createMemoryStorage(now)],
  ['in PostgreSQL', () => sql],
])('a request with an Idempotency-Key %s', (_where, storageOf) => {
  let storage: Storage;
  beforeEach(() => {
    storage = storageOf();
  });
  const request = (fingerprint = 'Acme') => ({ userId: owner.sessionId, key: 'key', fingerprint });

  test('is performed once, however many processes receive it at the same time', async () => {
    let performed = 0;
    const work = async () => {
      performed += 1;
      // Ends after the repeated requests have begun to wait.
      await storage.check();
      return { performed };
    };
    const results = await Promise.all(
      Array.from({ length: MANY }, () => storage.submissions.once(request(), work)),
    );
    expect(performed).toBe(1);
    expect(results.filter(({ outcome }) => outcome === 'first')).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'replayed')).toHaveLength(MANY - 1);
    for (const result of results) expect(result).toMatchObject({ value: { performed: 1 } });
    expect(await storage.submissions.once(request('Other'), work)).toEqual({ outcome: 'conflict' });
    const ofAnother = await storage.submissions.once({ ...request(), userId: `${owner.sessionId}_b` }, work);
    expect(ofAnother).toMatchObject({ outcome: 'first', value: { performed: 2 } });
  });

  test('that failed can be sent again with the same key', async () => {
    const fail = async () => {
      throw new Error('The provider is not reachable.');
    };
    await expect(storage.submissions.once(request(), fail)).rejects.toThrow('not reachable');
    const again = await storage.submissions.once(request(), async () => ({ id: 'org_1' }));
    expect(again).toEqual({ outcome: 'first', value: { id: 'org_1' } });
  });
});

test('a request whose process ended while it performed it can be sent again after a minute', async () => {
  const request = { userId: owner.sessionId, key: 'ended', fingerprint: 'Acme' };
  await database.asService((query) =>
    query(
      `INSERT INTO keyring.submissions (user_id, key, fingerprint, claimed_at, expires_at)
       VALUES ($1, $2, $3, now() - interval '61 seconds', now() + interval '30 days')`,
      [request.userId, request.key, request.fingerprint],
    ),
  );
  const result = await sql.submissions.once(request, async () => ({ id: 'org_1' }));
  expect(result).toEqual({ outcome: 'first', value: { id: 'org_1' } });
});
