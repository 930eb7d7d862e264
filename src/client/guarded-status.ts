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
  /** When the sign-ins began that a snapshot has told of, ms since the epoch. */
  readonly #signIns = new Set<number>();

  constructor(getSnapshot: Keyring['getSnapshot'], slug: string) {
    this.#getSnapshot = getSnapshot;
    this.#slug = slug;
    this.#listed = this.#find();
    this.hasNewSignIn();
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

  /** Whether the snapshot tells of a sign-in, to any organization, that no earlier snapshot told of. */
  hasNewSignIn(): boolean {
    const { size: before } = this.#signIns;
    for (const { session } of this.#getSnapshot().sessions)
      if (isUsable(session)) this.#signIns.add(session.signedInAt);
    return this.#signIns.size > before;
  }

  /**
   * Takes the response to a request. During the request the worker may have reported the end of a refresh, or of the
   * session. The response does not contain that.
   *
   * @param before {@link latest} when the request was sent
   * @returns the status that counts
   */
  receive(response: SessionStatus, before: SessionStatus | undefined): SessionStatus {
    const event = this.#latest === before ? undefined : this.#latest;
    this.#latest = event !== undefined && this.#isNewer(event, response) ? event : response;
    return this.#latest;
  }

  /** A session that is no longer listed was deleted with all others: the user signed out everywhere. */
  isOut({ session }: SessionStatus): boolean {
    return this.#listed === undefined || session.status === 'signed-out';
  }

  #isNewer(event: SessionStatus, response: SessionStatus): boolean {
    const isSettled = isFresh(event) || !isUsable(event.session);
    return this.isOut(event) || (isSettled && !isFresh(response));
  }

  #find(): SessionStatus | undefined {
    return this.#getSnapshot().sessions.find(({ organization }) => organization.slug === this.#slug);
  }
}
