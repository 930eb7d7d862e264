import type { SessionObserver, SessionStore } from '../ports.ts';
import type { Revocations } from './revocation.ts';
import { reduceSession, type Session, type SessionEffect, type SessionEvent } from './session.ts';

/** The one way in which a stored session changes: reduce, write, then do what the change asks for. */
export class SessionChanges {
  readonly #store: SessionStore;
  readonly #observer: SessionObserver;
  readonly #revocations: Revocations;

  constructor(store: SessionStore, observer: SessionObserver, revocations: Revocations) {
    this.#store = store;
    this.#observer = observer;
    this.#revocations = revocations;
  }

  /**
   * Applies an event to what is stored, however often somebody else is faster. When this resolves the change, and
   * every task that follows from it, is durable.
   *
   * @returns the session as it is now
   */
  async apply(organizationId: string, event: SessionEvent): Promise<Session> {
    for (;;) {
      const current = await this.#store.read(organizationId);
      const { session, effects } = reduceSession(current, event);
      const isWritten = session === current || (await this.#store.compareAndSet(current.generation, session));
      if (!isWritten) continue;
      if (session !== current) this.#observer.sessionsChanged();
      for (const effect of effects) await this.#run(effect, organizationId);
      return session;
    }
  }

  async #run(effect: SessionEffect, organizationId: string): Promise<void> {
    if (effect.type === 'purge') return this.#observer.purge(organizationId, effect.userId);
    // Sessions of two organizations can turn out to share a `sid`; ending one must not end the other.
    const sessions = await this.#store.list();
    const isShared = sessions.some(
      (session) => session.status === 'active' && session.sessionId === effect.sessionId,
    );
    if (!isShared) await this.#revocations.add(effect.sessionId);
  }
}
