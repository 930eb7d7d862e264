import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Note } from '../../dev/api/index.ts';
import { readEvents } from '../unit/dev/event-stream.ts';
import { CLIENT_ID, ISSUER, startJwks } from '../unit/dev/support.ts';
import { type ApiProcess, bundleApiProcess, startApiProcess } from './support/api-processes.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';

/** Notes of each test, and when the failure happens. */
const NOTES = 120;
const FAILURE_AT = 40;
/** Limit for one note to be accepted and for all notes to arrive, ms. */
const PATIENCE = 120_000;

let postgres: PostgresServer;
let authKit: Awaited<ReturnType<typeof startJwks>>;
let processes: ApiProcess[];
beforeAll(async () => {
  [postgres, authKit] = [await startPostgres(), await startJwks()];
  const script = await bundleApiProcess();
  const environment = { DATABASE_URL: postgres.url, JWKS_URI: authKit.uri, ISSUER, CLIENT_ID };
  // All three start at the same time on an empty database: the migrations run once.
  processes = await Promise.all([1, 2, 3].map(() => startApiProcess(script, environment)));
});
afterAll(async () => {
  await Promise.all(processes.map((each) => each.kill()));
  await authKit.stop();
  postgres.remove();
});

const authorization = async (org_id: string) => `Bearer ${await authKit.sign({ org_id })}`;

/** Sends a request to one process after the other until one accepts it, as a load balancer and a client do. */
async function send(first: number, path: string, init: RequestInit & { headers: Record<string, string> }) {
  let turn = first;
  const refusals: Response[] = [];
  const response = await vi.waitFor(
    async () => {
      const origin = processes[turn++ % processes.length]?.origin;
      const answer = await fetch(origin + path, init);
      if (!answer.ok) refusals.push(answer);
      expect(answer.ok).toBe(true);
      return answer;
    },
    { timeout: PATIENCE, interval: 20 },
  );
  return { response, refusals };
}

/** Follows the stream of an organization, at another process after each failure. */
function follow(first: number, organization: string) {
  const ids: string[] = [];
  let isStopped = false;
  let turn = first;
  let lastEventId = '';
  let opened = (): void => {};
  const isOpen = new Promise<void>((resolve) => {
    opened = resolve;
  });
  let cancel = (): unknown => undefined;
  const run = async (): Promise<void> => {
    while (!isStopped) {
      const resume = lastEventId === '' ? {} : { 'Last-Event-ID': lastEventId };
      const headers = { Authorization: await authorization(organization), ...resume };
      const { response } = await send(turn++, '/api/notes/stream', { headers });
      const events = readEvents(response);
      cancel = () => events.cancel().catch(() => {});
      opened();
      try {
        for (let event = await events.next(); event !== undefined; event = await events.next()) {
          if (event.event !== 'note' || event.id === undefined) continue;
          ids.push(event.id);
          lastEventId = event.id;
        }
      } catch {
        // The process has ended. The next one continues after the last event.
      }
    }
  };
  const running = run();
  const stop = async (): Promise<void> => {
    isStopped = true;
    await cancel();
    await running;
  };
  return { ids, isOpen, stop };
}

async function writeNotes(organization: string, onNote: (index: number) => Promise<void>) {
  const written: string[] = [];
  const refusals: Response[] = [];
  const Authorization = await authorization(organization);
  for (let index = 0; index < NOTES; index += 1) {
    await onNote(index);
    const sent = await send(index, '/api/notes', {
      method: 'POST',
      headers: {
        Authorization,
        'Content-Type': 'application/json',
        'Idempotency-Key': `${organization}-${index}`,
      },
      body: JSON.stringify({ text: `Note ${index}` }),
    });
    refusals.push(...sent.refusals);
    written.push(((await sent.response.json()) as Note).id);
  }
  return { written, refusals };
}

/** Writes notes during a failure. Sees that every reader and the list have each note once. */
async function expectNothingLost(organization: string, fail: () => Promise<void>) {
  // The first read adds the organization's first notes.
  await send(0, '/api/notes', { headers: { Authorization: await authorization(organization) } });
  const readers = [0, 1, 2].map((first) => follow(first, organization));
  const stranger = follow(0, `${organization}_other`);
  await Promise.all([...readers, stranger].map((reader) => reader.isOpen));
  const { written, refusals } = await writeNotes(organization, async (index) => {
    if (index === FAILURE_AT) await fail();
  });
  expect(new Set(written).size).toBe(NOTES);
  for (const reader of readers) {
    await vi.waitFor(() => expect(reader.ids.length).toBeGreaterThanOrEqual(NOTES), { timeout: PATIENCE });
    await reader.stop();
    expect(reader.ids).toEqual(written);
  }
  await stranger.stop();
  expect(stranger.ids).toEqual([]);
  const list = await send(0, '/api/notes', { headers: { Authorization: await authorization(organization) } });
  const notes = (await list.response.json()) as Note[];
  expect(notes.filter(({ submission }) => submission !== undefined).map(({ id }) => id)).toEqual(written);
  return refusals;
}

test('the database stops and starts while notes are written: 503 with Retry-After, and no note is lost', async () => {
  let restarted = Promise.resolve();
  const refusals = await expectNothingLost('org_stopped', async () => {
    await postgres.stop();
    const origin = processes[0]?.origin;
    const headers = { Authorization: await authorization('org_stopped') };
    const response = await fetch(`${origin}/api/notes`, { headers });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(response.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await response.text()).not.toMatch(/127\.0\.0\.1|keyring@|ECONNREFUSED/);
    const bad = await fetch(`${origin}/api/notes`, { method: 'POST', headers, body: 'x' });
    expect(bad.status).toBe(415);
    // It starts while the next notes are sent.
    restarted = postgres.start();
  });
  await restarted;
  expect(refusals.length).toBeGreaterThan(0);
  expect(new Set(refusals.map(({ status }) => status))).toEqual(new Set([503]));
});

test('one of three processes is killed while notes are written: no note is lost or repeated', async () => {
  await expectNothingLost('org_killed', async () => processes[1]?.kill());
});
