import { attempt, parseString } from '../../protocol/parse.ts';
import type { Platform } from '../ports/platform.ts';
import type { IdentityProvider } from '../ports/provider.ts';
import type { RecordStore, SessionStore } from '../ports/stores.ts';

/** What revocations are planned, checked and delivered with. */
export interface RevocationsParts {
  readonly pending: RecordStore;
  readonly store: SessionStore;
  readonly provider: IdentityProvider;
  readonly platform: Platform;
}

/**
 * Sessions that the provider must be told to end. Each is kept until it was told, so a sign-out without a network,
 * or one cut short, is finished later (R42).
 */
export class Revocations {
  #turn: Promise<void> = Promise.resolve();

  readonly #parts: RevocationsParts;

  constructor(parts: RevocationsParts) {
    this.#parts = parts;
  }

  /** Keeps a task, durable when this resolves. Nothing is sent yet. */
  async plan(sessionId: string): Promise<void> {
    await this.#parts.pending.put(sessionId, sessionId);
  }

  /** Does, behind, all that is left: after a sign-out, at the worker's start, with the network, while somebody looks. */
  carryOut(): void {
    // One at a time: of two, each would tell the provider the same.
    this.#turn = this.#turn.then(() => this.#carryOutAll()).catch(() => {});
    this.#parts.platform.background(this.#turn);
  }

  async #carryOutAll(): Promise<void> {
    for (const value of await this.#parts.pending.values()) {
      const sessionId = attempt(() => parseString(value, 'session id', 128));
      if (sessionId === undefined) continue;
      // Two organizations can share a `sid`, and a sign-in can be given an old one: what is in use must not end. It is
      // kept until it is not: the change that it was planned for may be about to be written.
      if (await this.#isInUse(sessionId)) continue;
      if (await this.#parts.provider.revoke(sessionId)) await this.#parts.pending.delete(sessionId);
    }
  }

  async #isInUse(sessionId: string): Promise<boolean> {
    const sessions = await this.#parts.store.list();
    return sessions.some((session) => session.status === 'active' && session.sessionId === sessionId);
  }
}
