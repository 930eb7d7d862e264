import { attempt, parseString } from '../../protocol/parse.ts';
import type { Platform } from '../ports/platform.ts';
import type { IdentityProvider } from '../ports/provider.ts';
import type { CredentialStore, RecordStore, SessionStore } from '../ports/stores.ts';
import { type Credential, runningFor } from './credential.ts';

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
      if (this.#canRevoke) {
        // Organizations can share a `sid`, and a sign-in can return an earlier one. A session in use must not end, and its
        // revocation is kept: the last organization may leave later, or the change that it was planned for is not written yet.
        if (await this.#isInUse(sessionId)) continue;
        if (!(await provider.revoke(sessionId))) continue;
      }
      // Delivered, or kept for an earlier provider that could revoke.
      await this.#deleteCredentials(sessionId);
      await pending.delete(sessionId);
    }
  }

  /** A refresh in progress uses a session too, while its organization has not signed out, nor got another credential. */
  async #isInUse(sessionId: string): Promise<boolean> {
    const sessions = await this.#parts.store.list();
    if (sessions.some((session) => session.status === 'active' && session.sessionId === sessionId))
      return true;
    const now = this.#parts.platform.now();
    const needs = (organizationId: string, credential: Credential): boolean => {
      const session = sessions.find((one) => one.organizationId === organizationId);
      if (session?.status === 'active') return session.credentialId === credential.id;
      return session?.status !== 'signed-out';
    };
    return (await this.#parts.credentials.list()).some(
      (credential) =>
        credential.sessionId === sessionId && runningFor(credential, now).some((id) => needs(id, credential)),
    );
  }

  async #deleteCredentials(sessionId: string): Promise<void> {
    for (const credential of await this.#parts.credentials.list())
      if (credential.sessionId === sessionId) await this.#parts.credentials.delete(credential.id);
  }
}
