import { WITHOUT_ORGANIZATION } from '../../protocol/without-organization.ts';
import type { LoggedEvent, SessionObserver } from '../ports/observer.ts';
import type { SessionStore } from '../ports/stores.ts';
import { reduceSession } from './reduce-session.ts';
import type { Revocations } from './revocations.ts';
import type { Session, SessionEffect, SessionEvent } from './session.ts';

/** The only way to change a stored session: reduce, write, then run the effects. */
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
   * Applies an event to the stored session, and starts again when another worker or tab has changed it in between. When
   * this resolves, the change and every revocation that follows from it are durable.
   *
   * @returns the session as it is now
   */
  async apply(organizationId: string, event: SessionEvent): Promise<Session> {
    for (;;) {
      const current = await this.#store.read(organizationId);
      const { session, effects } = reduceSession(current, event);
      // Before the change: a worker that is stopped right after it still knows what to revoke.
      for (const effect of effects)
        if (effect.type === 'revoke') await this.#revocations.plan(effect.sessionId);
      const isWritten = session === current || (await this.#store.compareAndSet(current.generation, session));
      if (!isWritten) continue;
      const logged = loggedEventOf(event, session !== current);
      if (logged !== undefined) this.#observer.log({ ...logged, organizationId: idOf(organizationId) });
      if (session !== current) this.#observer.sessionsChanged();
      for (const effect of effects) await this.#run(effect, organizationId);
      return session;
    }
  }

  /** The generation of every stored session, by organization id. */
  async generations(): Promise<ReadonlyMap<string, number>> {
    const sessions = await this.#store.list();
    return new Map(sessions.map(({ organizationId, generation }) => [organizationId, generation]));
  }

  /** Ends a session at the provider that was never stored here. */
  async revoke(sessionId: string): Promise<void> {
    await this.#revocations.plan(sessionId);
    this.#revocations.deliver();
  }

  /** Sends the revocations that were kept back while their credential was in use. */
  deliverRevocations(): void {
    this.#revocations.deliver();
  }

  async #run(effect: SessionEffect, organizationId: string): Promise<void> {
    if (effect.type === 'revoke') return this.#revocations.deliver();
    const deletion =
      effect.type === 'delete-user-data'
        ? this.#observer.deleteUserData(organizationId, effect.userId)
        : this.#observer.deleteCachedData(organizationId);
    // The change is stored. The next start of the worker deletes what cannot be deleted now.
    await deletion.catch(() => {});
  }
}

/** The organization that a log entry names. */
function idOf(organizationId: string): string | null {
  return organizationId === WITHOUT_ORGANIZATION ? null : organizationId;
}

function loggedEventOf(event: SessionEvent, isChanged: boolean): LoggedEvent | undefined {
  switch (event.type) {
    case 'granted':
      return { event: isChanged ? 'signed-in' : 'late-answer-discarded' };
    case 'refreshed':
      return isChanged ? undefined : { event: 'late-answer-discarded' };
    case 'sign-in-failed':
      return { event: 'sign-in-failed', detail: event.reason };
    case 'sign-in-interrupted':
      return { event: 'sign-in-failed', detail: 'temporarily_unavailable' };
    case 'limit-reached':
      return isChanged ? { event: 'session-ended', detail: 'expired' } : undefined;
    case 'refused':
    case 'credential-ended':
      return isChanged ? { event: 'session-ended', detail: event.reason } : undefined;
    case 'organization-entered':
      return undefined;
    case 'signed-out':
      return isChanged ? { event: 'signed-out' } : undefined;
  }
}
