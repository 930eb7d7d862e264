import { parseOneOf } from '../protocol/parse.ts';
import {
  PRIVATE_CACHE_KINDS,
  type PrivateCacheKind,
  type PrivateCacheOwner,
  parsePrivateCacheName,
  privateCacheLock,
  privateCacheName,
} from '../protocol/private-cache.ts';
import { isRevoked } from '../protocol/session-status.ts';
import { askKeyring } from './ask-keyring.ts';

/** Longest wait for another page or the worker, ms. */
const LOCK_PATIENCE = 10_000;

/** One request for the whole page. With the memory vault the worker stores nothing on the device, and so does the page. */
let asking: Promise<boolean> | undefined;

/**
 * Opens the cache (Cache Storage) for one user's data of one organization. The worker deletes it when that user signs
 * out, also while no page is open; it is never opened for another user. Store no secret in it: every script of the origin
 * can read it.
 *
 * Open it BEFORE you request the data that you store. A cache that was opened before a sign-out has lost its name by the
 * sign-out (Service Workers §5.5.4), so a response that arrives later is written to a cache that no page can open.
 *
 * @param kind `kept`: data to read offline, also deleted when the session is revoked or another user signs in; `unsent`: data
 *   that was written here and not sent yet, stored for its user until they sign out
 * @param organizationId `org_…`
 * @param userId the user that the data belongs to
 * @returns `undefined`: nothing may be stored, because this user has no session for the organization on this device, the
 *   session was revoked, or the host uses the memory vault
 * @throws KeyringError when the worker does not respond; `ParseError` when there is no such `kind`; `DOMException` when the
 *   browser stores no data, or another page holds the lock of these caches for ten seconds
 * @example
 * const kept = await openPrivateCache('kept', organization.id, user.id);
 * const response = await orgFetch(organization.slug, '/api/notes');
 * await kept?.put('/api/notes', response.clone());
 */
export async function openPrivateCache(
  kind: PrivateCacheKind,
  organizationId: string,
  userId: string,
): Promise<Cache | undefined> {
  // The worker deletes only caches whose kind it knows.
  parseOneOf(kind, PRIVATE_CACHE_KINDS, 'kind');
  if (!(await mayKeep())) return undefined;
  // Under the lock: a sign-out after the worker's response waits until this cache is open, and then deletes it.
  return withLock(organizationId, async () => {
    const { sessions } = await askKeyring('list-sessions', {});
    const session = sessions.find(({ organization }) => organization.id === organizationId)?.session;
    if (session === undefined || !('user' in session) || session.user?.id !== userId) return undefined;
    if (kind === 'kept' && session.status === 'needs-authorization' && isRevoked(session.reason))
      return undefined;
    return caches.open(privateCacheName({ kind, organizationId, userId }));
  });
}

function mayKeep(): Promise<boolean> {
  asking ??= askKeyring('claim', {}).then(
    ({ vault }) => vault !== 'memory',
    (error: unknown) => {
      asking = undefined;
      throw error;
    },
  );
  return asking;
}

/**
 * Every private cache on this device, of every user: to tell what a sign-out would delete.
 *
 * @throws DOMException when the browser stores no data, or another page holds the lock of these caches for ten seconds
 * @example
 * const unsent = (await listPrivateCaches()).filter(({ kind }) => kind === 'unsent');
 * const writes = await Promise.all(unsent.map(({ cache }) => cache.keys()));
 */
export async function listPrivateCaches(): Promise<
  readonly (PrivateCacheOwner & { readonly cache: Cache })[]
> {
  const found = (await caches.keys()).map(async (name) => {
    const owner = parsePrivateCacheName(name);
    return owner === undefined ? [] : openExisting(name, owner);
  });
  return (await Promise.all(found)).flat();
}

/** `caches.open` without this check would create a cache again that was deleted a moment ago. */
function openExisting(
  name: string,
  owner: PrivateCacheOwner,
): Promise<readonly (PrivateCacheOwner & { readonly cache: Cache })[]> {
  return withLock(owner.organizationId, async () =>
    (await caches.has(name)) ? [{ ...owner, cache: await caches.open(name) }] : [],
  );
}

/** The worker has the lock only while it deletes caches, and waits 5 s for it. Another page may never release it. */
function withLock<T>(organizationId: string, task: () => Promise<T>): Promise<T> {
  return navigator.locks.request(
    privateCacheLock(organizationId),
    { signal: AbortSignal.timeout(LOCK_PATIENCE), mode: 'shared' },
    task,
  );
}
