import { attempt, parseString } from '../../protocol/parse.ts';
import type { IdentityProvider, Platform, RecordStore } from '../ports.ts';

/**
 * Sessions that AuthKit must be told to end. Each is kept until it was told, so a sign-out without a network,
 * or one cut short, is finished later (R42).
 */
export class Revocations {
  readonly #pending: RecordStore;
  readonly #identityProvider: IdentityProvider;
  readonly #platform: Platform;

  constructor(pending: RecordStore, identityProvider: IdentityProvider, platform: Platform) {
    this.#pending = pending;
    this.#identityProvider = identityProvider;
    this.#platform = platform;
  }

  /** Keeps the task, durable when this resolves, and tries it behind. */
  async add(sessionId: string): Promise<void> {
    await this.#pending.put(sessionId, sessionId);
    this.#platform.background(this.#deliver(sessionId));
  }

  /** Tries all that is left: when the worker starts and when the network comes back. */
  async resume(): Promise<void> {
    for (const value of await this.#pending.values()) {
      const sessionId = attempt(() => parseString(value, 'session id', 128));
      if (sessionId !== undefined) await this.#deliver(sessionId);
    }
  }

  async #deliver(sessionId: string): Promise<void> {
    if (await this.#identityProvider.revoke(sessionId)) await this.#pending.take(sessionId);
  }
}
