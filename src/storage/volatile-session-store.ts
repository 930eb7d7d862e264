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
      const current = await read(next.organizationId);
      if (current.generation !== expected) return false;
      const before = await durable.read(next.organizationId);
      if (next.status !== 'active' || before.status !== 'absent') {
        // After the worker has ended, an active session is absent.
        const { organizationId, generation } = next;
        const kept = next.status === 'active' ? { ...absentSession(organizationId), generation } : next;
        if (!(await durable.compareAndSet(before.generation, kept))) return false;
      }
      const inMemory = await memory.read(next.organizationId);
      return memory.compareAndSet(inMemory.generation, next);
    },
  };
}
