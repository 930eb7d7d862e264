import { attempt, parseString } from '../../protocol/parse.ts';
import type { IdentityProvider, Platform, RecordStore, SessionStore } from '../ports.ts';

/**
 * Sessions that AuthKit must be told to end. Each is kept until it was told, so a sign-out without a network,
 * or one cut short, is finished later (R42).
 */
export class Revocations {
  readonly #pending: RecordStore;
  readonly #store: SessionStore;
  readonly #identityProvider: IdentityProvider;
  readonly #platform: Platform;
  #turn: Promise<void> = Promise.resolve();

  constructor(
    pending: RecordStore,
    store: SessionStore,
    identityProvider: IdentityProvider,
    platform: Platform,
  ) {
    this.#pending = pending;
    this.#store = store;
    this.#identityProvider = identityProvider;
    this.#platform = platform;
  }

  /** Keeps a task, durable when this resolves. Nothing is sent yet. */
  async plan(sessionId: string): Promise<void> {
    await this.#pending.put(sessionId, sessionId);
  }

  /** Does, behind, all that is left: after a sign-out, at the worker's start, with the network, while somebody looks. */
  carryOut(): void {
    // One at a time: of two, each would tell AuthKit the same.
    this.#turn = this.#turn.then(() => this.#carryOutAll()).catch(() => {});
    this.#platform.background(this.#turn);
  }

  async #carryOutAll(): Promise<void> {
    for (const value of await this.#pending.values()) {
      const sessionId = attempt(() => parseString(value, 'session id', 128));
      if (sessionId === undefined) continue;
      // Two organizations can share a `sid`, and a sign-in can be given an old one: what is in use must not end. It is
      // kept until it is not: the change that it was planned for may be about to be written.
      if (await this.#isInUse(sessionId)) continue;
      if (await this.#identityProvider.revoke(sessionId)) await this.#pending.take(sessionId);
    }
  }

  async #isInUse(sessionId: string): Promise<boolean> {
    const sessions = await this.#store.list();
    return sessions.some((session) => session.status === 'active' && session.sessionId === sessionId);
  }
}
