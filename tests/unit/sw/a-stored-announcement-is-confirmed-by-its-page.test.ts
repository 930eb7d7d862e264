import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import { createMemoryTable, type Table } from '../../../src/storage/table.ts';
import { plain } from '../../../sw/fetch/announcement-records.ts';
import { Announcements } from '../../../sw/fetch/announcements.ts';
import { neverAsked } from '../support/never-asked.ts';
import { slug } from '../support/people.ts';
import { TABLES } from '../support/tables.ts';

const PATHS = parsePaths();
const acme = slug('acme');
const globex = slug('globex');

/** Replies of pages. */
const AT_ACME = { slug: acme, number: 1 };
const AT_GLOBEX = { slug: globex, number: 2 };

/** The table of a worker that acknowledged an announcement of a page that replies to questions. */
async function tableOf(create: () => Table): Promise<Table> {
  const table = create();
  await new Announcements(table, PATHS, neverAsked).set('client-1', 'GET', {
    slug: acme,
    kind: 'confirmed',
    number: 1,
  });
  return table;
}

describe.each(TABLES)('R10: a worker that has just started, over %s', (_kind, create) => {
  test('asks the page once before it relies on the stored announcement', async () => {
    const ask = vi.fn(async () => AT_ACME);
    const restarted = new Announcements(await tableOf(create), PATHS, ask);
    expect(await restarted.get('client-1', 'GET')).toBe(acme);
    expect(await restarted.get('client-1', 'GET')).toBe(acme);
    expect(ask.mock.calls).toEqual([['client-1']]);
  });

  test('refuses a request if the page has announced another organization, and binds the next one', async () => {
    const restarted = new Announcements(await tableOf(create), PATHS, async () => AT_GLOBEX);
    await expect(restarted.get('client-1', 'GET')).rejects.toMatchObject({
      code: 'temporarily_unavailable',
      retryAfter: 1,
    });
    await restarted.set('client-1', 'GET', { slug: globex, kind: 'confirmed', number: 2 });
    expect(await restarted.get('client-1', 'GET')).toBe(globex);
  });

  test('refuses a request if an announcement arrives while the page is asked', async () => {
    const restarted: Announcements = new Announcements(await tableOf(create), PATHS, async () => {
      await restarted.set('client-1', 'GET', { slug: globex, kind: 'confirmed', number: 2 });
      return AT_ACME;
    });
    await expect(restarted.get('client-1', 'GET')).rejects.toMatchObject({ code: 'temporarily_unavailable' });
    expect(await restarted.get('client-1', 'GET')).toBe(globex);
  });

  test('refuses a request if the page returns to the stored organization while it is asked', async () => {
    const restarted: Announcements = new Announcements(await tableOf(create), PATHS, async () => {
      await restarted.set('client-1', 'GET', { slug: acme, kind: 'confirmed', number: 1 });
      return AT_ACME;
    });
    await expect(restarted.get('client-1', 'GET')).rejects.toMatchObject({ code: 'temporarily_unavailable' });
  });

  test('lets a page whose announcement was deleted repeat it, and binds no request before', async () => {
    const ask = vi.fn(async () => undefined);
    const restarted = new Announcements(create(), PATHS, ask);
    expect(await restarted.get('client-1', 'GET')).toBeUndefined();
    expect(ask.mock.calls).toEqual([['client-1', true]]);
    await restarted.set('client-1', 'GET', { slug: acme, kind: 'confirmed', number: 1 });
    expect(await restarted.get('client-1', 'GET')).toBe(acme);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('an announcement that the browser sends again after a later one changes nothing', async () => {
    const table = create();
    const worker = new Announcements(table, PATHS, neverAsked);
    const atAcme = { slug: acme, kind: 'confirmed', number: 1 } as const;
    await worker.set('client-1', 'GET', { slug: globex, kind: 'confirmed', number: 2 });
    await worker.set('client-1', 'GET', atAcme);
    expect(await worker.get('client-1', 'GET')).toBe(globex);
    const ask = vi.fn(async () => AT_GLOBEX);
    const restarted = new Announcements(table, PATHS, ask);
    await restarted.set('client-1', 'GET', atAcme);
    expect(await restarted.get('client-1', 'GET')).toBe(globex);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('an announcement that is sent again binds no request that follows it before it is stored', async () => {
    const table = create();
    await new Announcements(table, PATHS, neverAsked).set('client-1', 'GET', {
      slug: globex,
      kind: 'confirmed',
      number: 2,
    });
    const restarted = new Announcements(table, PATHS, async () => AT_GLOBEX);
    const late = restarted.set('client-1', 'GET', { slug: acme, kind: 'confirmed', number: 1 });
    expect(await restarted.get('client-1', 'GET')).toBe(globex);
    await late;
  });

  test('a request that follows the first announcement at once is bound to it', async () => {
    const restarted = new Announcements(await tableOf(create), PATHS, neverAsked);
    const setting = restarted.set('client-1', 'GET', { slug: globex, kind: 'confirmed', number: 2 });
    expect(await restarted.get('client-1', 'GET')).toBe(globex);
    await setting;
  });

  test('asks one question for all requests that wait', async () => {
    const ask = vi.fn(async () => AT_ACME);
    const restarted = new Announcements(await tableOf(create), PATHS, ask);
    const slugs = await Promise.all([1, 2, 3].map(() => restarted.get('client-1', 'GET')));
    expect(slugs).toEqual([acme, acme, acme]);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('asks a page that has returned from the back/forward cache', async () => {
    const table = await tableOf(create);
    const announcements = new Announcements(table, PATHS, neverAsked);
    await announcements.deleteGone(async () => new Set());
    await announcements.set('client-1', 'GET', { slug: acme, kind: 'confirmed', number: 1 });
    await announcements.deleteGone(async () => new Set());
    await announcements.set('client-1', 'GET', { slug: acme, kind: 'confirmed', number: 1 });
    const ask = vi.fn(async () => AT_ACME);
    await new Announcements(table, PATHS, ask).get('client-1', 'GET');
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('asks a page whose record it has deleted, and that has returned', async () => {
    const restarted = new Announcements(await tableOf(create), PATHS, async () => AT_GLOBEX);
    await restarted.deleteGone(async () => new Set());
    await expect(restarted.get('client-1', 'GET')).rejects.toMatchObject({ code: 'temporarily_unavailable' });
  });

  test('refuses a request if the page cannot be asked', async () => {
    const restarted = new Announcements(await tableOf(create), PATHS, async () => {
      throw new TypeError('no clients');
    });
    await expect(restarted.get('client-1', 'GET')).rejects.toMatchObject({ code: 'temporarily_unavailable' });
  });

  test('asks no page that announced nothing, or that cannot reply', async () => {
    const table = create();
    await new Announcements(table, PATHS, neverAsked).set('client-1', 'GET', plain(acme));
    const restarted = new Announcements(table, PATHS, neverAsked);
    expect(await restarted.get('client-1', 'GET')).toBe(acme);
    expect(await restarted.get('client-2', 'GET')).toBeUndefined();
  });

  test('an announcement leaves no earlier one of a page that replies, or that does not', async () => {
    const table = await tableOf(create);
    await new Announcements(table, PATHS, neverAsked).set('client-1', 'GET', plain(globex));
    expect((await table.entries()).map(([, value]) => value)).toEqual([globex]);
    await new Announcements(table, PATHS, neverAsked).set('client-1', 'GET', {
      slug: acme,
      kind: 'confirmed',
      number: 1,
    });
    expect((await table.entries()).map(([, value]) => value)).toEqual([[acme, 'confirmed', 1]]);
  });

  test('R42: the announcements of a page that replies are deleted when it is closed', async () => {
    const table = await tableOf(create);
    await new Announcements(table, PATHS, neverAsked).deleteGone(async () => new Set());
    expect(await table.entries()).toEqual([]);
  });
});

describe('what a worker asks', () => {
  const clients = { get: vi.fn() };
  beforeEach(() => {
    vi.resetModules();
    vi.stubGlobal('clients', clients);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Asks a page that replies with `reply`; `undefined`: it does not reply. */
  async function ask(reply: unknown): Promise<unknown> {
    const postMessage = (_message: unknown, [port]: readonly MessagePort[]): void => {
      if (reply !== undefined) port?.postMessage(reply);
    };
    clients.get.mockResolvedValue({ postMessage });
    const { confirmAnnouncement } = await import('../../../sw/fetch/confirm-announcement.ts');
    return confirmAnnouncement('client-1');
  }

  test('the page replies on a port', async () => {
    expect(await ask({ slug: 'acme', number: 1 })).toEqual(AT_ACME);
  });

  test('a page that does not reply is waited for 5 s', async () => {
    vi.useFakeTimers();
    const asking = ask(undefined);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await asking).toBeUndefined();
  });

  test('a page that is closed is gone', async () => {
    clients.get.mockResolvedValue(undefined);
    const { confirmAnnouncement } = await import('../../../sw/fetch/confirm-announcement.ts');
    expect(await confirmAnnouncement('client-1')).toBe('gone');
  });
});

test.each<[unknown, boolean]>([
  [{ slug: 'acme', number: 1 }, true],
  // It has left the organization and returned.
  [{ slug: 'acme', number: 3 }, false],
  [{ slug: 'globex', number: 1 }, false],
  [{ slug: null, number: 1 }, false],
  ...[null, undefined, 'acme', {}, { slug: 'acme' }, { number: 1 }, ['acme', 1]].map(
    (reply): [unknown, boolean] => [reply, false],
  ),
])('of a page that is in Acme, as it has said: the reply %j confirms it: %j', async (reply, isConfirmed) => {
  const table = await tableOf(createMemoryTable);
  const reading = new Announcements(table, PATHS, async () => reply).get('client-1', 'GET');
  if (isConfirmed) expect(await reading).toBe(acme);
  else await expect(reading).rejects.toMatchObject({ code: 'temporarily_unavailable' });
});

test('a page that is gone announces nothing more, so its announcement counts', async () => {
  const restarted = new Announcements(await tableOf(createMemoryTable), PATHS, async () => 'gone');
  expect(await restarted.get('client-1', 'GET')).toBe(acme);
});
