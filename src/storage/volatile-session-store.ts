import type { SessionStore } from '../keyring/ports/stores.ts';
import { absentSession, type Session } from '../keyring/session/session.ts';

/**
 * Sessions of which nothing that holds a token is ever at rest: those live in `memory` and end with the worker. That
 * somebody signed out, or has to sign in for a reason, is no secret and outlives it in `durable`.
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
        // What outlives the worker of a session in use: that there is none any more.
        const { organizationId, generation } = next;
        const kept = next.status === 'active' ? { ...absentSession(organizationId), generation } : next;
        if (!(await durable.compareAndSet(before.generation, kept))) return false;
      }
      const inMemory = await memory.read(next.organizationId);
      return memory.compareAndSet(inMemory.generation, next);
    },
  };
}
