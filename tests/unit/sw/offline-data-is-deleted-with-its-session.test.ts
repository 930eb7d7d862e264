import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { absentSession, type Session } from '../../../src/keyring/session/session.ts';
import {
  type PrivateCacheKind,
  privateCacheLock,
  privateCacheName,
} from '../../../src/protocol/private-cache.ts';
import type { AuthorizationReason, SessionUser } from '../../../src/protocol/session-status.ts';
import { PrivateCaches } from '../../../sw/private-caches.ts';
import { NO_PROFILE } from '../../support/blank-claims.ts';

const ADA: SessionUser = { id: 'user_ada', email: 'ada@example.com', name: null, ...NO_PROFILE };
const GRACE: SessionUser = { id: 'user_grace', email: 'grace@example.com', name: null, ...NO_PROFILE };

let names: Set<string>;
let sessions: Map<string, Session>;
let locks: string[];
beforeEach(() => {
  sessions = new Map();
  locks = [];
  names = new Set(['workbox-precache', 'keyring-used', ...OF_ACME, ...OF_GLOBEX]);
  vi.stubGlobal('caches', {
    keys: async () => [...names],
    delete: async (name: string) => names.delete(name),
  });
});
afterEach(() => vi.unstubAllGlobals());

const name = (kind: PrivateCacheKind, organizationId: string, { id: userId }: SessionUser): string =>
  privateCacheName({ kind, organizationId, userId });
const allOf = (id: string): string[] =>
  [ADA, GRACE].flatMap((user) => [name('kept', id, user), name('unsent', id, user)]);
const OF_ACME = allOf('org_acme');
const OF_GLOBEX = allOf('org_globex');

const set = (session: Session): void => void sessions.set(session.organizationId, session);
const signedOut = (organizationId: string): Session => ({
  organizationId,
  generation: 2,
  status: 'signed-out',
});
const lost = (
  organizationId: string,
  user: SessionUser | null,
  reason: AuthorizationReason = 'expired',
): Session => ({
  organizationId,
  generation: 2,
  status: 'needs-authorization',
  reason,
  user,
});

function create(): PrivateCaches {
  return new PrivateCaches({
    store: { read: async (id) => sessions.get(id) ?? absentSession(id) },
    withLock: async (lock, _patience, task) => {
      locks.push(lock);
      return task();
    },
  });
}
const left = (): string[] => [...names].filter((one) => one.startsWith('keyring:'));

test('R14: a sign-out deletes all data of the organization, under the lock of pages, and no other data', async () => {
  set(signedOut('org_acme'));
  await create().delete('org_acme', ADA.id);
  expect(left()).toEqual(OF_GLOBEX);
  expect([...names]).toEqual(expect.arrayContaining(['workbox-precache', 'keyring-used']));
  expect(locks).toEqual([privateCacheLock('org_acme')]);
});

test('also if the same user has signed in again before it ran', async () => {
  set(lost('org_acme', ADA));
  await create().delete('org_acme', ADA.id);
  expect(left()).toEqual(OF_GLOBEX);
});

test('a change of the user keeps the queued notes of the previous user, and deletes the cached ones', async () => {
  set(lost('org_acme', GRACE));
  await create().delete('org_acme', ADA.id);
  expect(left()).toEqual([...OF_ACME.filter((one) => one !== name('kept', 'org_acme', ADA)), ...OF_GLOBEX]);
});

test('R36: data that a stopped worker did not delete is deleted at the next start', async () => {
  set(signedOut('org_acme'));
  set(lost('org_globex', ADA));
  await create().deleteEnded();
  expect(left()).toEqual(OF_GLOBEX.filter((one) => one !== name('kept', 'org_globex', GRACE)));
});

test('a session that is lost, unknown or without a user keeps everything', async () => {
  set(lost('org_acme', null));
  await create().deleteEnded();
  expect(left()).toEqual([...OF_ACME, ...OF_GLOBEX]);
});

test.each(['revoked', 'not_a_member', 'organization_not_found'] as const)(
  'R49: a session that the provider took away (%s) leaves what its user has not sent, and nothing that was cached',
  async (reason) => {
    set(lost('org_acme', ADA, reason));
    await create().deleteEnded('org_acme');
    expect(left()).toEqual([...OF_ACME.filter((one) => one.includes(':unsent:')), ...OF_GLOBEX]);
  },
);

test('R36: the next start finishes the deletion after a revocation', async () => {
  set(lost('org_acme', ADA, 'revoked'));
  set(lost('org_globex', ADA, 'sso_required'));
  await create().deleteEnded();
  expect(left()).toEqual([
    ...OF_ACME.filter((one) => one.includes(':unsent:')),
    ...OF_GLOBEX.filter((one) => one !== name('kept', 'org_globex', GRACE)),
  ]);
});
