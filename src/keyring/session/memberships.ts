import type { Organization, SessionStatus } from '../../protocol/session-status.ts';
import type { Platform, SessionObserver } from '../ports.ts';
import type { CurrentSessions } from './current-sessions.ts';
import type { OrganizationDirectory } from './organization-directory.ts';
import type { ActiveSession } from './session.ts';
import type { SessionOverview } from './session-overview.ts';
import { accessTokenExpiry } from './token-set.ts';

/** How long one person's list is tried for through one session after the other, ms, before the directory serves. */
const PATIENCE = 5_000;

/** Which organizations the people signed in here belong to: only the app's back end knows. */
export class Memberships {
  readonly #current: CurrentSessions;
  readonly #directory: OrganizationDirectory;
  readonly #overview: SessionOverview;
  readonly #platform: Platform;
  readonly #observer: SessionObserver;

  constructor(
    current: CurrentSessions,
    directory: OrganizationDirectory,
    overview: SessionOverview,
    platform: Platform,
    observer: SessionObserver,
  ) {
    this.#current = current;
    this.#directory = directory;
    this.#overview = overview;
    this.#platform = platform;
    this.#observer = observer;
  }

  /**
   * Every organization of everybody signed in here, with the state of its session. What the back end cannot be asked
   * for comes from the directory.
   */
  async organizations(): Promise<readonly SessionStatus[]> {
    const active = await this.#active();
    const userIds = [...new Set(active.map(({ user }) => user.id))];
    const learned = await Promise.all(
      userIds.map((userId) => this.#organizationsOf(active.filter(({ user }) => user.id === userId))),
    );
    const known = await this.#overview.statuses();
    const organizations = [...learned.flat(), ...known.map(({ organization }) => organization)];
    const byId = new Map(organizations.map((organization) => [organization.id, organization]));
    return Promise.all([...byId.values()].map((organization) => this.#overview.statusOf(organization)));
  }

  /**
   * Learns the names of organizations that a session is here for and nobody could name: after a sign-in without an
   * organization, while the back end was away. Until then no page lists that session.
   */
  async learnUnnamed(): Promise<void> {
    const active = await this.#active();
    const named = new Set((await this.#directory.all()).map(({ id }) => id));
    for (const session of active) {
      if (named.has(session.organizationId)) continue;
      const learned = await this.#learn(session).catch(() => []);
      for (const { id } of learned) named.add(id);
    }
  }

  async #active(): Promise<readonly ActiveSession[]> {
    return (await this.#current.all()).filter((session) => session.status === 'active');
  }

  /** One person's list, read through any of their sessions: the freshest needs no refresh, and may have ended. */
  async #organizationsOf(sessions: readonly ActiveSession[]): Promise<readonly Organization[]> {
    const startedAt = this.#platform.now();
    const freshestFirst = [...sessions].sort(
      (a, b) => accessTokenExpiry(b.tokens) - accessTokenExpiry(a.tokens),
    );
    let isAnyLeft = false;
    for (const session of freshestFirst) {
      if (Math.abs(this.#platform.now() - startedAt) > PATIENCE) return this.#directory.all();
      const learned = await this.#learnThrough(session).catch(() => 'unavailable' as const);
      if (learned === 'unavailable') isAnyLeft = true;
      else if (learned !== 'ended') return learned;
    }
    return isAnyLeft ? this.#directory.all() : [];
  }

  async #learnThrough(session: ActiveSession): Promise<readonly Organization[] | 'ended'> {
    const current = await this.#current.renewIfDue(session);
    return current.status === 'active' ? this.#learn(current) : 'ended';
  }

  /** What is new is told to every page: a session that has a name now is listed. */
  async #learn({ tokens }: ActiveSession): Promise<readonly Organization[]> {
    const before = await this.#directory.all();
    const learned = await this.#directory.learnMemberships(tokens.accessToken);
    const isKnown = (organization: Organization): boolean =>
      before.some((known) => isSame(known, organization));
    if (!learned.every(isKnown)) this.#observer.sessionsChanged();
    return learned;
  }
}

function isSame(a: Organization, b: Organization): boolean {
  return a.id === b.id && a.slug === b.slug && a.name === b.name && a.requires === b.requires;
}
