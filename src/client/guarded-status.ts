import { isUsable, type SessionStatus } from '../protocol/session-status.ts';
import type { Keyring } from './keyring.ts';
import { isFresh } from './session-guard-state.ts';

/** What a page knows of the session of one organization: from the snapshot, and from the worker's responses. */
export class GuardedStatus {
  readonly #getSnapshot: Keyring['getSnapshot'];
  #slug: string;
  /** The organization's status in the latest snapshot. */
  #listed: SessionStatus | undefined;
  /** The organization's latest status, also of one that is not listed. */
  #latest: SessionStatus | undefined;

  constructor(getSnapshot: Keyring['getSnapshot'], slug: string) {
    this.#getSnapshot = getSnapshot;
    this.#slug = slug;
    this.#listed = this.#find();
  }

  get slug(): string {
    return this.#slug;
  }

  /** The status that was received last, from a snapshot or from a response. */
  get latest(): SessionStatus | undefined {
    return this.#latest;
  }

  /** The status to show. `undefined`: this page knows none. */
  get known(): SessionStatus | undefined {
    if (this.#listed !== undefined) return this.#listed;
    return this.#latest?.organization.slug === this.#slug ? this.#latest : undefined;
  }

  setOrganization(slug: string): void {
    this.#slug = slug;
    this.#listed = this.#find();
  }

  /** Reads the snapshot. @returns the status if it has changed */
  readSnapshot(): SessionStatus | undefined {
    const before = this.#listed;
    const listed = this.#find();
    if (listed === before) return undefined;
    this.#listed = listed;
    const current = listed ?? (before && { ...before, session: { status: 'absent' as const } });
    if (current !== undefined) this.#latest = current;
    return current;
  }

  /**
   * Takes the response to a request. During the request the worker may have told the end of a refresh, or of the session,
   * which the response lacks.
   *
   * @param before {@link latest} when the request was sent
   * @returns the status that counts
   */
  receive(response: SessionStatus, before: SessionStatus | undefined): SessionStatus {
    const told = this.#latest === before ? undefined : this.#latest;
    this.#latest = told !== undefined && this.#isNewer(told, response) ? told : response;
    return this.#latest;
  }

  /** A session that is no longer listed was deleted with all others: the user signed out everywhere. */
  isOut({ session }: SessionStatus): boolean {
    return this.#listed === undefined || session.status === 'signed-out';
  }

  #isNewer(told: SessionStatus, response: SessionStatus): boolean {
    const isSettled = isFresh(told) || !isUsable(told.session);
    return this.isOut(told) || (isSettled && !isFresh(response));
  }

  #find(): SessionStatus | undefined {
    return this.#getSnapshot().sessions.find(({ organization }) => organization.slug === this.#slug);
  }
}
