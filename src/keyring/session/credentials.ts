import { WITHOUT_ORGANIZATION } from '../../protocol/without-organization.ts';
import type { Platform } from '../ports/platform.ts';
import type { CredentialStore, SessionStore } from '../ports/stores.ts';
import { type Credential, refusedFor, rotated, sentFor } from './credential.ts';
import type { Revocations } from './revocations.ts';
import { type ActiveSession, type Grant, type Session, userOf } from './session.ts';
import { statedMaxAge } from './session-limits.ts';

/** What credentials need. */
export interface CredentialsParts {
  readonly store: CredentialStore;
  readonly sessions: SessionStore;
  readonly revocations: Revocations;
  readonly platform: Platform;
  /** Whether a credential may serve an organization that it was not created for. */
  readonly isShared: boolean;
}

/** A change that another worker may have overtaken: then the result is `undefined`, and nothing was written. */
type Changed = Promise<Credential | undefined>;

/** The only way to change a stored credential. Every change is durable when it resolves. */
export class Credentials {
  readonly #parts: CredentialsParts;
  /** Ids of those whose session is not stored yet. */
  readonly #starting = new Set<string>();

  constructor(parts: CredentialsParts) {
    this.#parts = parts;
  }

  read(id: string): Promise<Credential | undefined> {
    return this.#parts.store.read(id);
  }

  /**
   * Stores the credential of a sign-in, before the session that will use it (R29).
   *
   * @param start stores the session
   */
  async create(
    grant: Grant,
    organizationId: string,
    start: (credential: Credential) => Promise<void>,
  ): Promise<void> {
    const { store, platform } = this.#parts;
    const { user, sessionId, refreshToken, issuedAt, tokens, claims } = grant;
    const bytes = platform.randomBytes(16);
    const credential: Credential = {
      id: [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
      generation: 1,
      user,
      isImpersonated: claims.impersonator !== null,
      sessionId,
      refreshToken,
      organizationId,
      signedInAt: tokens.receivedAt,
      authorizedAt: issuedAt,
      maxAge: statedMaxAge(grant, issuedAt),
      issuedAt,
      usedAt: tokens.receivedAt,
      unanswered: [],
      sentAt: 0,
    };
    this.#starting.add(credential.id);
    try {
      await store.compareAndSet(0, credential);
      await start(credential);
    } finally {
      this.#starting.delete(credential.id);
    }
  }

  /** Records a request before it is sent: a worker that is stopped meanwhile leaves the next one the same request. */
  send(credential: Credential, organizationId: string): Changed {
    return this.#write(credential, sentFor(credential, organizationId, this.#parts.platform.now()));
  }

  /** Stores the next refresh token, before the access token that came with it is stored or used (R29). */
  rotate(credential: Credential, newer: Parameters<typeof rotated>[1]): Changed {
    return this.#write(credential, rotated(credential, newer));
  }

  /**
   * Records that the provider issues no token for an organization. Another one that it issues tokens for comes next. A
   * credential that serves one organization alone has no further use.
   */
  async refuse(credential: Credential, organizationId: string): Changed {
    if (!this.#parts.isShared) {
      await this.delete(credential);
      return undefined;
    }
    const others = [
      credential.organizationId,
      ...(await this.sessionsOn(credential.id))
        .map((session) => session.organizationId)
        .filter((id) => id !== WITHOUT_ORGANIZATION),
    ].filter((id) => id !== organizationId);
    return this.#write(credential, refusedFor(credential, organizationId, others[0] ?? null));
  }

  /** Deletes a credential that has ended. @returns whether it was still this one */
  delete({ id, generation }: Credential): Promise<boolean> {
    return this.#parts.store.delete(id, generation);
  }

  /** The sessions that use a credential. */
  async sessionsOn(id: string): Promise<readonly ActiveSession[]> {
    const sessions = await this.#parts.sessions.list();
    return sessions.filter((session): session is ActiveSession => isOn(session, id));
  }

  /**
   * The credentials that may open an organization: its own first, then those of the same user, the most recently used
   * first. Without a session the user is the one whose credential comes first. Another account never opens it: the user
   * chooses it at a sign-in. No credential returns from an organization to the session without one.
   */
  async candidatesFor(session: Session): Promise<readonly Credential[]> {
    if (!this.#parts.isShared) return [];
    const isOwn = (credential: Credential): number =>
      Number(credential.organizationId === session.organizationId);
    const candidates = (await this.#parts.store.list())
      .filter((credential) => !credential.isImpersonated || isOwn(credential) === 1)
      .sort((a, b) => isOwn(b) - isOwn(a) || b.usedAt - a.usedAt);
    const userId = userOf(session)?.id ?? candidates[0]?.user.id;
    const isWithout = session.organizationId === WITHOUT_ORGANIZATION;
    return candidates.filter(
      (credential) => credential.user.id === userId && (!isWithout || isOwn(credential) === 1),
    );
  }

  /**
   * Ends the credentials that no session uses after a sign-out: here, and at the provider in the background. A request that
   * had no response does not keep a credential: it may have ended long ago, or with an earlier worker.
   *
   * @param leaving whether a credential is concerned
   * @param openingWith the organizations that are being opened with a credential now, and may have a session soon. Left out:
   *   no opening keeps its credential
   */
  async revokeUnused(
    leaving: (credential: Credential) => boolean,
    openingWith?: (credentialId: string) => readonly string[],
  ): Promise<void> {
    const { store, sessions, revocations } = this.#parts;
    // Before the sessions: a session that begins meanwhile is known here, or stored then, or changes its credential later.
    const concerned = (await store.list())
      .filter(leaving)
      .map((credential) => ({ ...credential, opening: openingWith?.(credential.id) ?? [] }))
      .filter(({ id }) => openingWith === undefined || !this.#starting.has(id));
    const stored = await sessions.list();
    const isSignedOut = (id: string): boolean =>
      stored.some(({ organizationId, status }) => organizationId === id && status === 'signed-out');
    for (const { id, generation, sessionId, opening } of concerned) {
      if (stored.some((session) => isOn(session, id)) || !opening.every(isSignedOut)) continue;
      // A revocation that was delivered meanwhile has deleted it.
      if ((await store.read(id)) === undefined) continue;
      await revocations.plan(sessionId);
      await store.delete(id, openingWith && generation);
    }
    revocations.deliver();
  }

  async #write(before: Credential, next: Credential): Changed {
    const isWritten = await this.#parts.store.compareAndSet(before.generation, next);
    return isWritten ? next : undefined;
  }
}

function isOn(session: Session, credentialId: string): boolean {
  return session.status === 'active' && session.credentialId === credentialId;
}
