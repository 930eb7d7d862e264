import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createKeyring, type Keyring } from '../../../src/client/keyring.ts';
import { parseOrganizationSlug } from '../../../src/protocol/organization-slug.ts';
import type { SessionStatus } from '../../../src/protocol/session-status.ts';
import { KeyringPage, NO_SESSIONS } from '../support/keyring-page.ts';

let page: KeyringPage;
let keyring: Keyring;

beforeEach(() => {
  vi.useFakeTimers();
  page = new KeyringPage();
  keyring = createKeyring();
});
afterEach(() => {
  keyring.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function signedOutOf(text: string): SessionStatus {
  const slug = parseOrganizationSlug(text);
  if (slug === undefined) throw new Error(`${text} is no slug.`);
  return { organization: { id: `org_${text}`, slug, name: text }, session: { status: 'signed-out' } };
}

test('before the worker has responded nothing is confirmed; a check confirms the sessions that it reads', async () => {
  expect(keyring.getSnapshot()).toMatchObject({ sessions: [], confirmation: 'checking' });
  page.sessions = { ...NO_SESSIONS, sessions: [signedOutOf('acme')] };
  const seen: unknown[] = [];
  keyring.subscribe(() => void seen.push(keyring.getSnapshot()));
  await keyring.check();
  // Sessions and confirmation change together: no listener sees one without the other.
  expect(seen).toEqual([
    {
      sessions: [signedOutOf('acme')],
      unnamed: 0,
      storage: 'durable',
      confirmation: 'confirmed',
      isUpdateAvailable: false,
    },
  ]);
});

test('news without a difference keep the snapshot and call no listener', async () => {
  page.sessions = { ...NO_SESSIONS, sessions: [signedOutOf('acme')] };
  await keyring.check();
  const snapshot = keyring.getSnapshot();
  const listener = vi.fn();
  keyring.subscribe(listener);
  page.tell({ ...NO_SESSIONS, sessions: [signedOutOf('acme')] });
  expect(keyring.getSnapshot()).toBe(snapshot);
  expect(listener).not.toHaveBeenCalled();
});

test('the session without an organization appears, keeps its identity, and is gone when the worker leaves it out', async () => {
  const withoutOrganization = { status: 'signed-out' } as const;
  page.sessions = { ...NO_SESSIONS, withoutOrganization };
  await keyring.check();
  const snapshot = keyring.getSnapshot();
  expect(snapshot.withoutOrganization).toEqual(withoutOrganization);
  page.tell({ ...NO_SESSIONS, withoutOrganization: { ...withoutOrganization } });
  expect(keyring.getSnapshot()).toBe(snapshot);
  page.tell({ ...NO_SESSIONS, unnamed: 1, withoutOrganization: { ...withoutOrganization } });
  expect(keyring.getSnapshot().withoutOrganization).toBe(snapshot.withoutOrganization);
  page.tell(NO_SESSIONS);
  expect(keyring.getSnapshot().withoutOrganization).toBeUndefined();
  page.sessions = { ...NO_SESSIONS, withoutOrganization };
  await keyring.check();
  page.sessions = NO_SESSIONS;
  await keyring.check();
  expect(keyring.getSnapshot().withoutOrganization).toBeUndefined();
});

test('a change makes a new snapshot, in which what did not change is the same', async () => {
  page.sessions = { ...NO_SESSIONS, sessions: [signedOutOf('acme')] };
  await keyring.check();
  const before = keyring.getSnapshot();
  page.tell({ ...NO_SESSIONS, unnamed: 1, sessions: [signedOutOf('acme')] });
  const between = keyring.getSnapshot();
  expect(between).not.toBe(before);
  expect(between.sessions).toBe(before.sessions);
  page.tell({ ...NO_SESSIONS, sessions: [signedOutOf('globex'), signedOutOf('acme')] });
  const after = keyring.getSnapshot();
  expect(after.sessions.map(({ organization }) => organization.slug)).toEqual(['globex', 'acme']);
  expect(after.sessions[1]).toBe(before.sessions[0]);
  expect(before.sessions).toHaveLength(1);
});

test('both functions work without their object, as useSyncExternalStore calls them', () => {
  const { getSnapshot, subscribe } = keyring;
  const listener = vi.fn();
  const stop = subscribe(listener);
  subscribe(listener)();
  page.tell({ ...NO_SESSIONS, unnamed: 1 });
  expect([getSnapshot().unnamed, listener.mock.calls.length]).toEqual([1, 1]);
  stop();
  page.tell({ ...NO_SESSIONS, unnamed: 2 });
  expect([getSnapshot().unnamed, listener.mock.calls.length]).toEqual([2, 1]);
});

describe('a new version', () => {
  test('is told when another worker takes the page over', () => {
    page.replaceWorker();
    expect(keyring.getSnapshot().isUpdateAvailable).toBe(true);
  });

  test('is not told when the worker is unregistered', () => {
    page.replaceWorker(null);
    expect(keyring.getSnapshot().isUpdateAvailable).toBe(false);
  });
});

test('a keyring that is disposed has no listener and no timer, and its snapshot stays', async () => {
  page.show('visible');
  await keyring.check();
  const listener = vi.fn();
  keyring.subscribe(listener);
  keyring.onEvent(listener);
  expect(page.listeners).toBeGreaterThan(8);
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  void keyring.check();
  listener.mockClear();
  keyring.dispose();
  await vi.advanceTimersByTimeAsync(20_000);
  expect([page.listeners, vi.getTimerCount()]).toEqual([0, 0]);
  const { length } = page.asked;
  page.tell({ ...NO_SESSIONS, unnamed: 1 });
  page.show('visible');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(keyring.getSnapshot().unnamed).toBe(0);
  expect([listener.mock.calls.length, page.asked.length]).toEqual([0, length]);
});
