import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isAcknowledgedOf } from '../../../src/protocol/announcement-confirmation.ts';
import { parsePaths } from '../../../src/protocol/parse-paths.ts';
import type { Table } from '../../../src/storage/table.ts';
import { Announcements } from '../../../sw/fetch/announcements.ts';
import { neverAsked } from '../support/never-asked.ts';
import { slug } from '../support/people.ts';
import { TABLES } from '../support/tables.ts';

const PATHS = parsePaths();
const acme = slug('acme');
const globex = slug('globex');

/** The table of a worker that acknowledged an announcement of a page that replies to questions. */
async function tableOf(create: () => Table): Promise<Table> {
  const table = create();
  await new Announcements(table, PATHS, neverAsked).set('client-1', 'GET', acme, true);
  return table;
}

describe.each(TABLES)('R10: a worker that has just started, over %s', (_kind, create) => {
  test('asks the page once before it relies on the stored announcement', async () => {
    const ask = vi.fn(async () => true);
    const restarted = new Announcements(await tableOf(create), PATHS, ask);
    expect(await restarted.get('client-1', 'GET')).toBe(acme);
    expect(await restarted.get('client-1', 'GET')).toBe(acme);
    expect(ask.mock.calls).toEqual([['client-1', acme]]);
  });

  test('refuses a request if the page has announced another organization, and binds the next one', async () => {
    const restarted = new Announcements(await tableOf(create), PATHS, async () => false);
    await expect(restarted.get('client-1', 'GET')).rejects.toMatchObject({
      code: 'temporarily_unavailable',
      retryAfter: 1,
    });
    await restarted.set('client-1', 'GET', globex, true);
    expect(await restarted.get('client-1', 'GET')).toBe(globex);
  });

  test('refuses a request if an announcement arrives while the page is asked', async () => {
    const restarted: Announcements = new Announcements(await tableOf(create), PATHS, async () => {
      await restarted.set('client-1', 'GET', globex, true);
      return true;
    });
    await expect(restarted.get('client-1', 'GET')).rejects.toMatchObject({ code: 'temporarily_unavailable' });
    expect(await restarted.get('client-1', 'GET')).toBe(globex);
  });

  test('refuses a request if the page returns to the stored organization while it is asked', async () => {
    const restarted: Announcements = new Announcements(await tableOf(create), PATHS, async () => {
      await restarted.set('client-1', 'GET', acme, true);
      return true;
    });
    await expect(restarted.get('client-1', 'GET')).rejects.toMatchObject({ code: 'temporarily_unavailable' });
  });

  test('asks one question for all requests that wait', async () => {
    const ask = vi.fn(async () => true);
    const restarted = new Announcements(await tableOf(create), PATHS, ask);
    const slugs = await Promise.all([1, 2, 3].map(() => restarted.get('client-1', 'GET')));
    expect(slugs).toEqual([acme, acme, acme]);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('asks a page that has returned from the back/forward cache', async () => {
    const table = await tableOf(create);
    const announcements = new Announcements(table, PATHS, neverAsked);
    await announcements.deleteGone(async () => new Set());
    await announcements.set('client-1', 'GET', acme, true);
    await announcements.deleteGone(async () => new Set());
    await announcements.set('client-1', 'GET', acme, true);
    const ask = vi.fn(async () => true);
    await new Announcements(table, PATHS, ask).get('client-1', 'GET');
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test('asks no page that announced nothing, or that cannot reply', async () => {
    const table = create();
    await new Announcements(table, PATHS, neverAsked).set('client-1', 'GET', acme);
    const restarted = new Announcements(table, PATHS, neverAsked);
    expect(await restarted.get('client-1', 'GET')).toBe(acme);
    expect(await restarted.get('client-2', 'GET')).toBeUndefined();
  });

  test('an announcement leaves no earlier one of a page that replies, or that does not', async () => {
    const table = await tableOf(create);
    await new Announcements(table, PATHS, neverAsked).set('client-1', 'GET', globex);
    expect((await table.entries()).map(([, value]) => value)).toEqual([globex]);
    await new Announcements(table, PATHS, neverAsked).set('client-1', 'GET', acme, true);
    expect((await table.entries()).map(([, value]) => value)).toEqual([acme]);
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
  async function ask(reply: unknown): Promise<boolean> {
    const postMessage = (_message: unknown, [port]: readonly MessagePort[]): void => {
      if (reply !== undefined) port?.postMessage(reply);
    };
    clients.get.mockResolvedValue({ postMessage });
    const { confirmAnnouncement } = await import('../../../sw/fetch/confirm-announcement.ts');
    return confirmAnnouncement('client-1', acme);
  }

  test('only an acknowledged announcement of the same organization confirms', async () => {
    expect(await ask({ slug: 'acme', isAcknowledged: true })).toBe(true);
    expect(await ask({ slug: 'acme', isAcknowledged: false })).toBe(false);
    expect(await ask({ slug: 'globex', isAcknowledged: true })).toBe(false);
    expect(await ask({ slug: null, isAcknowledged: true })).toBe(false);
  });

  test('a page that does not reply within 5 s confirms nothing', async () => {
    vi.useFakeTimers();
    const asking = ask(undefined);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await asking).toBe(false);
  });

  test('a page that is closed announces nothing more, so its announcement counts', async () => {
    clients.get.mockResolvedValue(undefined);
    const { confirmAnnouncement } = await import('../../../sw/fetch/confirm-announcement.ts');
    expect(await confirmAnnouncement('client-1', acme)).toBe(true);
  });

  test.each([null, undefined, 'acme', {}, { slug: 'acme' }, { isAcknowledged: true }, ['acme', true]])(
    'the reply %j confirms nothing',
    (reply) => expect(isAcknowledgedOf(reply, acme)).toBe(false),
  );
});
