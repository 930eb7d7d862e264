import type { SessionStore } from '../keyring/ports/stores.ts';
import { absentSession, type Session } from '../keyring/session/session.ts';

/**
 * Stores sessions with tokens in `memory` only: they end with the worker. That a user signed out, or has to sign in for a
 * reason, is not secret and is kept in `durable`.
 */
export function createVolatileSessionStore(memory: SessionStore, durable: SessionStore): SessionStore {
  const read = async (organizationId: string): Promise<Session> => {
    const session = await memory.read(organizationId);
    return session.status === 'absent' ? durable.read(organizationId) : session;
  };
  return {
    read,
    async list() {
      const [living, kept] = await Promise.all([memory.list(), durable.list()]);
      const ids = new Set(living.map(({ organizationId }) => organizationId));
      return [...living, ...kept.filter(({ organizationId }) => !ids.has(organizationId))];
    },
    async compareAndSet(expected, next) {
      const { organizationId, generation } = next;
      // Each is read once: a change in between must not count as the expected one.
      const [inMemory, before] = await Promise.all([
        memory.read(organizationId),
        durable.read(organizationId),
      ]);
      const current = inMemory.status === 'absent' ? before : inMemory;
      if (current.generation !== expected) return false;
      if (next.status !== 'active' || before.status !== 'absent') {
        // After the worker has ended, an active session is absent.
        const kept = next.status === 'active' ? { ...absentSession(organizationId), generation } : next;
        if (!(await durable.compareAndSet(before.generation, kept))) return false;
      }
      return memory.compareAndSet(inMemory.generation, next);
    },
  };
}
