import type { Organization, SessionStatus } from '../../protocol/session-status.ts';
import { WITHOUT_ORGANIZATION } from '../../protocol/without-organization.ts';
import type { SessionObserver } from '../ports/observer.ts';
import type { Platform } from '../ports/platform.ts';
import type { CurrentSessions } from '../refresh/current-sessions.ts';
import type { ActiveSession } from '../session/session.ts';
import { accessTokenExpiry } from '../session/token-set.ts';
import type { SessionOverview } from '../session-overview.ts';
import { Deadline } from '../timing/deadline.ts';
import { waitBriefly } from '../timing/wait-briefly.ts';
import { isSame } from './directory-entry.ts';
import type { OrganizationDirectory } from './organization-directory.ts';

/** Longest time to read the list of one user through one session after the other, ms. */
const PATIENCE = 5_000;
/** Failed refreshes after which a list comes from the directory: of many sessions, each would send one more request. */
const REFRESH_FAILURES = 2;
/** Longest wait of a page for the lists, ms. Then the directory is used, and an event brings later results. */
const LIST_PATIENCE = 2_000;
/** Longest wait of a sign-in for the name of its organization, ms. */
const NAME_PATIENCE = 2_000;

/** What reading memberships needs. */
export interface MembershipsParts {
  readonly current: CurrentSessions;
  readonly directory: OrganizationDirectory;
  readonly overview: SessionOverview;
  readonly platform: Platform;
  readonly observer: SessionObserver;
}

/** The organizations of the users who are signed in on this device. Only the app's back end knows them. */
export class Memberships {
  readonly #parts: MembershipsParts;

  constructor(parts: MembershipsParts) {
    this.#parts = parts;
  }

  /**
   * Every organization of every user who is signed in on this device, with the state of its session. If the back end does
   * not respond within {@link LIST_PATIENCE}, the directory is used.
   */
  async organizations(): Promise<readonly SessionStatus[]> {
    const active = await this.#active();
    const userIds = [...new Set(active.map(({ user }) => user.id))];
    const learning = Promise.all(
      userIds.map((userId) => this.#organizationsOf(active.filter(({ user }) => user.id === userId))),
    );
    const inTime = await waitBriefly(this.#parts.platform, learning, LIST_PATIENCE);
    const learned = inTime ?? [await this.#parts.directory.all()];
    // The lists say which organizations their users have left. Without a list every known organization is named.
    return this.#statuses(learned.flat(), active.length > 0 ? isNotLeft : undefined);
  }

  /** The organizations that are already known on this device, without a request. For the first paint of a page. */
  async knownOrganizations(): Promise<readonly SessionStatus[]> {
    const isSignedIn = (await this.#active()).length > 0;
    return this.#statuses(isSignedIn ? await this.#parts.directory.all() : []);
  }

  /** The states of these organizations and of those with a session. @param isNamed leaves out what is not listed */
  async #statuses(
    listed: readonly Organization[],
    isNamed: (status: SessionStatus) => boolean = () => true,
  ): Promise<readonly SessionStatus[]> {
    const known = (await this.#parts.overview.statuses()).filter(isNamed);
    const organizations = [...listed, ...known.map(({ organization }) => organization)];
    const byId = new Map(organizations.map((organization) => [organization.id, organization]));
    return this.#parts.overview.statusesOf([...byId.values()]);
  }

  /**
   * Looks up the organizations of sessions without a known name, for example after a sign-in that named no organization
   * while the back end was down. Until then no page lists such a session.
   */
  async learnUnnamed(): Promise<void> {
    await waitBriefly(this.#parts.platform, this.#learnUnnamed(), NAME_PATIENCE);
  }

  async #learnUnnamed(): Promise<void> {
    const active = await this.#active();
    const known = (await this.#parts.directory.all()).map(({ id }) => id);
    const named = new Set([WITHOUT_ORGANIZATION, ...known]);
    for (const session of active) {
      if (named.has(session.organizationId)) continue;
      const learned = await this.#learn(session).catch(() => 'ended' as const);
      if (learned !== 'ended') for (const { id } of learned) named.add(id);
    }
  }

  /** Sessions that can be used at once: a list does not confirm a session that may be past its limits. */
  async #active(): Promise<readonly ActiveSession[]> {
    return (await this.#parts.current.active()).filter(
      (session) => !this.#parts.current.isUnconfirmed(session),
    );
  }

  /** The list of one user, read through any of their sessions, the freshest first because it needs no refresh. */
  async #organizationsOf(sessions: readonly ActiveSession[]): Promise<readonly Organization[]> {
    const deadline = new Deadline(this.#parts.platform, PATIENCE);
    const freshestFirst = [...sessions].sort(
      (a, b) => accessTokenExpiry(b.tokens) - accessTokenExpiry(a.tokens),
    );
    let isAnyUnavailable = false;
    let failures = 0;
    for (const session of freshestFirst) {
      if (deadline.remaining === 0 || failures === REFRESH_FAILURES) return this.#parts.directory.all();
      const current = await this.#parts.current.refreshIfDue(session).catch(() => undefined);
      if (current === undefined) failures += 1;
      if (current?.status !== 'active') continue;
      const learned = await this.#learn(current).catch(() => undefined);
      if (learned === undefined) isAnyUnavailable = true;
      else if (learned !== 'ended') return learned;
    }
    return isAnyUnavailable || failures > 0 ? this.#parts.directory.all() : [];
  }

  /** Tells every page about new names: their sessions are listed now. */
  async #learn({ organizationId, tokens }: ActiveSession): Promise<readonly Organization[] | 'ended'> {
    const before = await this.#parts.directory.all();
    // The user may have signed out since the session was read (R42).
    const active = await this.#active();
    if (!active.some((session) => session.organizationId === organizationId)) return 'ended';
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

/** Whether an organization with a session belongs to a user who may still be a member of it. */
function isNotLeft({ session }: SessionStatus): boolean {
  if (session.status === 'needs-authorization') return session.reason !== 'not_a_member';
  return session.status !== 'signed-out';
}
