import type { KeyringSnapshot } from '../../protocol/messages.ts';
import type { Organization, SessionStatus } from '../../protocol/session-status.ts';
import type { OrganizationDirectory } from '../organizations/organization-directory.ts';
import type { Platform, SessionStore } from '../ports.ts';
import type { Refresher } from '../refresh/refresher.ts';
import type { Authorizations } from '../sign-in/sign-ins.ts';
import { projectSession } from './project-session.ts';
import { reduceSession, type Session } from './session.ts';
import { isPastLimits, type SessionLimits } from './session-limits.ts';

/** Everything that pages are told about sessions, and nothing else: no token passes here (R1). */
export class SessionOverview {
  readonly #store: SessionStore;
  readonly #directory: OrganizationDirectory;
  readonly #refresher: Refresher;
  readonly #authorizations: Authorizations;
  readonly #platform: Platform;
  readonly #limits: SessionLimits;

  constructor(
    store: SessionStore,
    directory: OrganizationDirectory,
    refresher: Refresher,
    authorizations: Authorizations,
    platform: Platform,
    limits: SessionLimits,
  ) {
    this.#store = store;
    this.#directory = directory;
    this.#refresher = refresher;
    this.#authorizations = authorizations;
    this.#platform = platform;
    this.#limits = limits;
  }

  /** The state of one organization's session as it stands. */
  async statusOf(organization: Organization): Promise<SessionStatus> {
    const [session, pending] = await Promise.all([
      this.#store.read(organization.id),
      this.#authorizations.pendingOrganizationIds(),
    ]);
    return this.#project(organization, session, pending);
  }

  /** Every session whose organization has a name here. */
  async statuses(): Promise<readonly SessionStatus[]> {
    return (await this.snapshot()).sessions;
  }

  /** Every session that this keyring knows of: those that can be listed, and how many cannot. */
  async snapshot(): Promise<Pick<KeyringSnapshot, 'sessions' | 'unnamed'>> {
    const [stored, known, pending] = await Promise.all([
      this.#store.list(),
      this.#directory.all(),
      this.#authorizations.pendingOrganizationIds(),
    ]);
    const byId = new Map(known.map((organization) => [organization.id, organization]));
    const sessions = stored.flatMap((session) => {
      const organization = byId.get(session.organizationId);
      return organization === undefined ? [] : [this.#project(organization, session, pending)];
    });
    const unnamed = stored.filter(
      ({ organizationId, status }) =>
        !byId.has(organizationId) && (status === 'active' || status === 'needs-authorization'),
    ).length;
    return { sessions, unnamed };
  }

  #project(organization: Organization, session: Session, pending: ReadonlySet<string>): SessionStatus {
    const activity = {
      isRefreshing: this.#refresher.isRefreshing(organization.id),
      isAuthorizing: pending.has(organization.id),
    };
    return { organization, session: projectSession(this.#withinLimits(session), activity) };
  }

  /**
   * A session that this device's clock calls past its limits shows as expired (R43) until it is confirmed. The store keeps
   * it, and while the refresh that confirms it is under way it shows as refreshing (R53).
   */
  #withinLimits(session: Session): Session {
    if (session.status !== 'active' || !isPastLimits(session, this.#limits, this.#platform.now()))
      return session;
    if (this.#refresher.isRefreshing(session.organizationId)) return session;
    return reduceSession(session, { type: 'limit-reached', basedOn: session.generation }).session;
  }
}
