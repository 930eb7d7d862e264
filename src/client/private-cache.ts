import {
  type PrivateCacheKind,
  type PrivateCacheOwner,
  parsePrivateCacheName,
  privateCacheLock,
  privateCacheName,
} from '../protocol/private-cache.ts';
import { waitForControl } from './connect.ts';
import { askWorker } from './message-channel.ts';

/** Asked once for a page: with `VAULT=memory` nothing of anybody is kept at rest, and so nothing here. */
let asking: Promise<boolean> | undefined;

/**
 * Opens the place in Cache Storage for one person's data of one organization. The worker wipes it when that person
 * signs out, also while no page is open; another person never gets it. Put nothing into it that is a secret: script of
 * the origin can read it.
 *
 * Open it BEFORE asking an API for what shall be kept. What is written through a cache that was opened before a
 * sign-out is gone with that cache (Service Workers §5.5.4: deleting a cache takes its name away and nothing else), so
 * an answer that comes late brings nothing back.
 *
 * @param kind `kept`: to read without a network, wiped also when another person signs in to the organization;
 *   `unsent`: written here and not sent yet, kept for its person until they sign out
 * @param organizationId `org_…`
 * @param userId whose data it is
 * @returns `undefined`: nothing may be kept, for this person has no session for the organization on this device, or the
 *   host chose the memory vault
 * @throws KeyringError when the worker does not answer; `DOMException` when the browser keeps no data
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
  const worker = await waitForControl();
  if (!(await mayKeep(worker))) return undefined;
  // Under the lock: a sign-out that comes after the worker's word waits for this cache, and then wipes it.
  return navigator.locks.request(privateCacheLock(organizationId), { mode: 'shared' }, async () => {
    const { sessions } = await askWorker(worker, 'list-sessions', {});
    const status = sessions.find(({ organization }) => organization.id === organizationId);
    if (status === undefined || !('user' in status.session)) return undefined;
    const { session } = status;
    if (session.user?.id !== userId) return undefined;
    return caches.open(privateCacheName({ kind, organizationId, userId }));
  });
}

async function mayKeep(worker: ServiceWorker): Promise<boolean> {
  asking ??= askWorker(worker, 'claim', {}).then(({ vault }) => vault !== 'memory');
  try {
    return await asking;
  } catch (error) {
    asking = undefined;
    throw error;
  }
}

/** Every private cache that is on this device now, whoever's it is: for saying what a sign-out would take away. */
export async function listPrivateCaches(): Promise<
  readonly (PrivateCacheOwner & { readonly cache: Cache })[]
> {
  const found = (await caches.keys()).map(async (name) => {
    const owner = parsePrivateCacheName(name);
    return owner === undefined ? [] : openExisting(name, owner);
  });
  return (await Promise.all(found)).flat();
}

/** `open` would make one that was wiped a moment ago. */
function openExisting(
  name: string,
  owner: PrivateCacheOwner,
): Promise<readonly (PrivateCacheOwner & { readonly cache: Cache })[]> {
  return navigator.locks.request(privateCacheLock(owner.organizationId), { mode: 'shared' }, async () =>
    (await caches.has(name)) ? [{ ...owner, cache: await caches.open(name) }] : [],
  );
}
