import type { Organization, SessionStatus } from '../../protocol/session-status.ts';
import type { SessionObserver } from '../ports/observer.ts';
import type { Platform } from '../ports/platform.ts';
import type { CurrentSessions } from '../refresh/current-sessions.ts';
import { Deadline } from '../refresh/deadline.ts';
import { waitBriefly } from '../refresh/wait-briefly.ts';
import type { ActiveSession } from '../session/session.ts';
import { accessTokenExpiry } from '../session/token-set.ts';
import type { SessionOverview } from '../session-overview.ts';
import { isSame, type OrganizationDirectory } from './organization-directory.ts';

/** How long one person's list is tried for through one session after the other, ms. */
const PATIENCE = 5_000;
/** How long a page waits for the lists, ms, before the directory serves; what is learned later is told by an event. */
const LIST_PATIENCE = 2_000;
/** How long a sign-in waits for the name of its organization, ms. */
const NAME_PATIENCE = 2_000;

/** What memberships are read with. */
export interface MembershipsParts {
  readonly current: CurrentSessions;
  readonly directory: OrganizationDirectory;
  readonly overview: SessionOverview;
  readonly platform: Platform;
  readonly observer: SessionObserver;
}

/** Which organizations the people signed in here belong to: only the app's back end knows. */
export class Memberships {
  readonly #parts: MembershipsParts;

  constructor(parts: MembershipsParts) {
    this.#parts = parts;
  }

  /**
   * Every organization of everybody signed in here, with the state of its session. What the back end does not tell within
   * {@link LIST_PATIENCE} comes from the directory.
   */
  async organizations(): Promise<readonly SessionStatus[]> {
    const active = await this.#active();
    const userIds = [...new Set(active.map(({ user }) => user.id))];
    const learning = Promise.all(
      userIds.map((userId) => this.#organizationsOf(active.filter(({ user }) => user.id === userId))),
    );
    const inTime = await waitBriefly(this.#parts.platform, learning, LIST_PATIENCE);
    const learned = inTime ?? [await this.#parts.directory.all()];
    const known = await this.#parts.overview.statuses();
    const organizations = [...learned.flat(), ...known.map(({ organization }) => organization)];
    const byId = new Map(organizations.map((organization) => [organization.id, organization]));
    return Promise.all([...byId.values()].map((organization) => this.#parts.overview.statusOf(organization)));
  }

  /**
   * Learns the names of organizations that a session is here for and nobody could name: after a sign-in without an
   * organization, while the back end was away. Until then no page lists that session.
   */
  async learnUnnamed(): Promise<void> {
    await waitBriefly(this.#parts.platform, this.#learnUnnamed(), NAME_PATIENCE);
  }

  async #learnUnnamed(): Promise<void> {
    const active = await this.#active();
    const named = new Set((await this.#parts.directory.all()).map(({ id }) => id));
    for (const session of active) {
      if (named.has(session.organizationId)) continue;
      const learned = await this.#learn(session).catch(() => []);
      for (const { id } of learned) named.add(id);
    }
  }

  /** Those that may be used at once: a list is no reason to confirm a session that may be past its limits. */
  async #active(): Promise<readonly ActiveSession[]> {
    return (await this.#parts.current.active()).filter(
      (session) => !this.#parts.current.isUnconfirmed(session),
    );
  }

  /** One person's list, read through any of their sessions: the freshest needs no refresh, and may have ended. */
  async #organizationsOf(sessions: readonly ActiveSession[]): Promise<readonly Organization[]> {
    const deadline = new Deadline(this.#parts.platform, PATIENCE);
    const freshestFirst = [...sessions].sort(
      (a, b) => accessTokenExpiry(b.tokens) - accessTokenExpiry(a.tokens),
    );
    let isAnyLeft = false;
    for (const session of freshestFirst) {
      if (deadline.remaining === 0) return this.#parts.directory.all();
      const learned = await this.#learnThrough(session).catch(() => 'unavailable' as const);
      if (learned === 'unavailable') isAnyLeft = true;
      else if (learned !== 'ended') return learned;
    }
    return isAnyLeft ? this.#parts.directory.all() : [];
  }

  async #learnThrough(session: ActiveSession): Promise<readonly Organization[] | 'ended'> {
    const current = await this.#parts.current.renewIfDue(session);
    return current.status === 'active' ? this.#learn(current) : 'ended';
  }

  /** What is new is told to every page: a session that has a name now is listed. */
  async #learn({ tokens }: ActiveSession): Promise<readonly Organization[]> {
    const before = await this.#parts.directory.all();
    const learned = await this.#parts.directory.learnMemberships(tokens.accessToken);
    const isKnown = (organization: Organization): boolean =>
      before.some((known) => isSame(known, organization));
    if (!learned.every(isKnown)) {
      this.#parts.observer.sessionsChanged();
      this.#parts.observer.organizationsChanged();
    }
    return learned;
  }
}
