import type { Organization, SessionStatus } from '../../protocol/session-status.ts';
import type { CurrentSessions } from './current-sessions.ts';
import type { OrganizationDirectory } from './organization-directory.ts';
import type { ActiveSession } from './session.ts';
import type { SessionOverview } from './session-overview.ts';

/** Which organizations the people signed in here belong to: only the app's back end knows. */
export class Memberships {
  readonly #current: CurrentSessions;
  readonly #directory: OrganizationDirectory;
  readonly #overview: SessionOverview;

  constructor(current: CurrentSessions, directory: OrganizationDirectory, overview: SessionOverview) {
    this.#current = current;
    this.#directory = directory;
    this.#overview = overview;
  }

  /**
   * Every organization of everybody signed in here, with the state of its session. What the back end cannot be asked
   * for comes from the directory.
   */
  async organizations(): Promise<readonly SessionStatus[]> {
    const active = await this.#active();
    const known = await this.#overview.statuses();
    if (active.length === 0) return known;
    const onePerUser = new Map(active.map((session) => [session.user.id, session]));
    const memberships = Promise.all([...onePerUser.values()].map((session) => this.#learnThrough(session)));
    const learned = await memberships.catch(() => this.#directory.all());
    const organizations = [...learned.flat(), ...known.map(({ organization }) => organization)];
    const byId = new Map(organizations.map((organization) => [organization.id, organization]));
    return Promise.all([...byId.values()].map((organization) => this.#overview.statusOf(organization)));
  }

  /** After a sign-in without an organization, the one that came back may be new to the directory. */
  async learnUnnamed(): Promise<void> {
    for (const session of await this.#active()) {
      if ((await this.#directory.findById(session.organizationId)) !== undefined) continue;
      await this.#directory.learnMemberships(session.tokens.accessToken).catch(() => {});
    }
  }

  async #active(): Promise<readonly ActiveSession[]> {
    return (await this.#current.all()).filter((session) => session.status === 'active');
  }

  async #learnThrough(session: ActiveSession): Promise<readonly Organization[]> {
    const current = await this.#current.renewIfDue(await this.#current.read(session.organizationId));
    return current.status === 'active' ? this.#directory.learnMemberships(current.tokens.accessToken) : [];
  }
}
