import type { SessionStore } from '../src/keyring/ports/stores.ts';
import { type Session, userOf } from '../src/keyring/session/session.ts';
import {
  type PrivateCacheOwner,
  parsePrivateCacheName,
  privateCacheLock,
  privateCacheName,
} from '../src/protocol/private-cache.ts';
import { isRevoked } from '../src/protocol/session-status.ts';

/** How long a deletion waits for a page that is creating a cache, ms. */
const PATIENCE = 5_000;

/** What the deletions need: the stored sessions, and the lock that pages also take. */
export interface PrivateCacheParts {
  readonly store: Pick<SessionStore, 'read'>;
  readonly withLock: <T>(name: string, patience: number, task: () => Promise<T>) => Promise<T>;
}

/** Deletes the private caches of ended sessions, because pages only add to them (R14, R42). */
export class PrivateCaches {
  readonly #parts: PrivateCacheParts;

  constructor(parts: PrivateCacheParts) {
    this.#parts = parts;
  }

  /**
   * After a sign-out: deletes all private caches of the organization. After another user signed in: deletes what the
   * previous user could read, but keeps what that user wrote and could not send.
   */
  async delete(organizationId: string, userId: string): Promise<void> {
    await this.#delete(organizationId, (owner, session) => isOf(session, userId) || !mayStay(owner, session));
  }

  /**
   * Deletes what no session allows to stay: also what a stopped worker did not delete.
   *
   * @param only the organization. Left out: all of them
   */
  async deleteEnded(only?: string): Promise<void> {
    const found = (await ownersOf()).map(({ organizationId }) => organizationId);
    const organizationIds = new Set(found.filter((id) => (only ?? id) === id));
    for (const organizationId of organizationIds)
      await this.#delete(organizationId, (owner, session) => !mayStay(owner, session));
  }

  #delete(
    organizationId: string,
    isOver: (owner: PrivateCacheOwner, session: Session) => boolean,
  ): Promise<void> {
    return this.#parts.withLock(privateCacheLock(organizationId), PATIENCE, async () => {
      const session = await this.#parts.store.read(organizationId);
      const owners = (await ownersOf()).filter((owner) => owner.organizationId === organizationId);
      for (const owner of owners) if (isOver(owner, session)) await caches.delete(privateCacheName(owner));
    });
  }
}

/** Whether the organization's present session allows a cache to stay. */
function mayStay({ kind, userId }: PrivateCacheOwner, session: Session): boolean {
  if (session.status === 'signed-out') return false;
  if (kind === 'unsent') return true;
  if (session.status === 'needs-authorization' && isRevoked(session.reason)) return false;
  return userOf(session) === null || isOf(session, userId);
}

function isOf(session: Session, userId: string): boolean {
  return userOf(session)?.id === userId;
}

async function ownersOf(): Promise<readonly PrivateCacheOwner[]> {
  return (await caches.keys()).flatMap((name) => parsePrivateCacheName(name) ?? []);
}
