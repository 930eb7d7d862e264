import type { AuthorizationReason } from '../../protocol/session-status.ts';
import type { Credential } from '../session/credential.ts';
import type { Credentials } from '../session/credentials.ts';
import type { Session } from '../session/session.ts';
import type { AuthenticationBudget } from '../timing/authentication-budget.ts';
import { assertRoom } from './forced-refreshes.ts';
import type { Refresher } from './refresher.ts';

/** Reasons that say only that a credential has ended. Another one of its user may open the organization. */
const ENDED: ReadonlySet<AuthorizationReason> = new Set(['expired', 'revoked']);
/** Reasons after which an organization is tried again. The user may be a member again. */
const OPENABLE: ReadonlySet<AuthorizationReason> = new Set([...ENDED, 'not_a_member']);

/** What opening needs. */
export interface OpeningParts {
  readonly credentials: Credentials;
  readonly refresher: Refresher;
  readonly budget: AuthenticationBudget;
}

/** Opens organizations without a session, with the credentials of this device. */
export class Opening {
  readonly #parts: OpeningParts;
  /** By organization, the credentials that it was refused to, while this worker runs: each is tried once. */
  readonly #refused = new Map<string, Set<string>>();

  constructor(parts: OpeningParts) {
    this.#parts = parts;
  }

  /**
   * Tries the credentials that may open an organization, in the order of {@link Credentials.candidatesFor}.
   *
   * @returns the session afterwards; `session` itself if no credential may open it
   * @throws KeyringError `offline` or `temporarily_unavailable`: the provider does not respond
   */
  async open(session: Session): Promise<Session> {
    const { organizationId } = session;
    let current = session;
    for (const credential of await this.#untriedFor(session)) {
      current = await this.#parts.refresher.refresh(current, credential.id);
      this.#refusedFor(organizationId).add(credential.id);
      // The provider refuses an organization to the user's other credentials for the same reason.
      const hasEnded = current.status === 'needs-authorization' && ENDED.has(current.reason);
      if (current.status !== 'absent' && !hasEnded) break;
    }
    if (current.status === 'active') this.#refused.delete(organizationId);
    return current;
  }

  /**
   * Opens an organization as one of many, within the provider's rate limit. It needs no room in the limit where it sends no
   * request: because the organization is being opened already, or because each credential was refused before.
   *
   * @throws KeyringError `temporarily_unavailable` with `retryAfter` (s), also where the limit has no room
   */
  async openWithinLimit(session: Session): Promise<Session> {
    const { refresher, budget } = this.#parts;
    const { organizationId } = session;
    if ((await this.#untriedFor(session)).length === 0) return session;
    if (refresher.isRefreshing(organizationId)) return this.open(session);
    assertRoom(await budget.reserve(organizationId));
    try {
      return await this.open(session);
    } finally {
      budget.release(organizationId);
    }
  }

  /** The credentials that may open an organization and were not refused yet. */
  async #untriedFor(session: Session): Promise<readonly Credential[]> {
    const candidates = await this.#parts.credentials.candidatesFor(session);
    // After the wait: an opening that ended meanwhile has cleared the earlier set.
    const refused = this.#refusedFor(session.organizationId);
    return candidates.filter(({ id }) => !refused.has(id));
  }

  #refusedFor(organizationId: string): Set<string> {
    const refused = this.#refused.get(organizationId) ?? new Set();
    this.#refused.set(organizationId, refused);
    return refused;
  }
}

/** Whether a call or a page may open the organization without a click. After a sign-out only a click does. */
export function mayOpen(session: Session): boolean {
  if (session.status !== 'needs-authorization') return session.status === 'absent';
  return session.user !== null && OPENABLE.has(session.reason);
}
