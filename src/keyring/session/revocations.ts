import { attempt, parseString } from '../../protocol/parse.ts';
import type { Platform } from '../ports/platform.ts';
import type { IdentityProvider } from '../ports/provider.ts';
import type { CredentialStore, RecordStore, SessionStore } from '../ports/stores.ts';
import { type Credential, runningFor } from './credential.ts';
import type { Session } from './session.ts';

/** What revocations need. */
export interface RevocationsParts {
  readonly pending: RecordStore;
  readonly store: SessionStore;
  readonly credentials: CredentialStore;
  readonly provider: IdentityProvider;
  readonly platform: Platform;
}

/**
 * Sessions that must end at the provider. Each revocation is kept until the provider was told, so a sign-out without a
 * network, or one that was interrupted, is finished later (R42). A provider without `revoke` gets none, and none is kept.
 */
export class Revocations {
  #queue: Promise<void> = Promise.resolve();
  #isNextWaiting = false;

  readonly #parts: RevocationsParts;

  constructor(parts: RevocationsParts) {
    this.#parts = parts;
  }

  /** Keeps a revocation, durable when this resolves. Nothing is sent yet. */
  async plan(sessionId: string): Promise<void> {
    if (!this.#canRevoke) return;
    await this.#parts.pending.put(sessionId, sessionId);
  }

  /**
   * Sends every kept revocation in the background: after a sign-out, when the worker starts, when the network returns, and
   * while a page is visible.
   */
  deliver(): void {
    // One run at a time: two would send the same revocations. The one that waits finds what is planned meanwhile.
    if (this.#isNextWaiting) return;
    this.#isNextWaiting = true;
    this.#queue = this.#queue.then(() => this.#deliverAll()).catch(() => {});
    this.#parts.platform.background(this.#queue);
  }

  get #canRevoke(): boolean {
    return this.#parts.provider.capabilities.revoke;
  }

  async #deliverAll(): Promise<void> {
    this.#isNextWaiting = false;
    const { pending, provider } = this.#parts;
    for (const value of await pending.values()) {
      const sessionId = attempt(() => parseString(value, 'session id', 128));
      if (sessionId === undefined) continue;
      // Organizations can share a `sid`, and a sign-in can return an earlier one. A session in use must not end, and its
      // revocation is kept: the last organization may leave later, or the change that it was planned for is not written yet.
      // The credentials end first: an organization that is opened meanwhile gets no session that is about to end.
      if (!(await this.#deleteUnused(sessionId))) continue;
      if (this.#canRevoke && !(await provider.revoke(sessionId))) continue;
      // Delivered, or kept for an earlier provider that could revoke.
      await pending.delete(sessionId);
    }
  }

  /** Deletes the credentials of a session. @returns false: the session is in use, and nothing was deleted that it needs */
  async #deleteUnused(sessionId: string): Promise<boolean> {
    const { credentials, store } = this.#parts;
    const isOfSession = (one: { readonly sessionId: string }): boolean => one.sessionId === sessionId;
    // Before the sessions: one that is opened meanwhile is stored then, or changes its credential later.
    const ending = (await credentials.list()).filter(isOfSession);
    const sessions = await store.list();
    if (sessions.some((session) => session.status === 'active' && isOfSession(session))) return false;
    if (ending.some((credential) => this.#isRunning(credential, sessions))) return false;
    for (const { id, generation } of ending) await credentials.delete(id, generation);
    return !(await credentials.list()).some(isOfSession);
  }

  /** A refresh in progress uses a session too, while its organization has not signed out, nor got another credential. */
  #isRunning(credential: Credential, sessions: readonly Session[]): boolean {
    return runningFor(credential, this.#parts.platform.now()).some((id) => {
      const session = sessions.find(({ organizationId }) => organizationId === id);
      if (session?.status === 'active') return session.credentialId === credential.id;
      return session?.status !== 'signed-out';
    });
  }
}
