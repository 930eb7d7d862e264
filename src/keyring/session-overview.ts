import type { SessionsSnapshot } from '../protocol/messages.ts';
import type { Organization, SessionState, SessionStatus, SessionUser } from '../protocol/session-status.ts';
import { WITHOUT_ORGANIZATION } from '../protocol/without-organization.ts';
import type { OrganizationDirectory } from './organizations/organization-directory.ts';
import type { Platform } from './ports/platform.ts';
import type { SessionStore } from './ports/stores.ts';
import type { Refresher } from './refresh/refresher.ts';
import { reduceSession } from './session/reduce-session.ts';
import { absentSession, type Session } from './session/session.ts';
import { endOf, isPastLimits, type SessionLimits } from './session/session-limits.ts';
import { projectSession } from './session/session-state.ts';
import type { SignIns } from './sign-in/sign-ins.ts';

/** What the overview needs. */
export interface SessionOverviewParts {
  readonly store: SessionStore;
  readonly directory: OrganizationDirectory;
  readonly refresher: Refresher;
  readonly signIns: SignIns;
  readonly platform: Platform;
  readonly limits: SessionLimits;
  /** Whether sessions of several organizations can use one credential. */
  readonly sharesCredentials: boolean;
}

/** What the states of one reading have in common. */
interface ProjectionContext {
  /** Ids of the organizations with an active session, by the credential that they use. */
  readonly sharing: ReadonlyMap<string, readonly string[]>;
  /** Ids of organizations whose sign-in is in progress. */
  readonly pending: ReadonlySet<string>;
  /** Users by their texts. Equal ones become one object: a message contains it once, and a page reads it once. */
  readonly users: Map<string, SessionUser>;
}

/** All that pages may read about sessions. No token passes through it (R1). */
export class SessionOverview {
  readonly #parts: SessionOverviewParts;

  constructor(parts: SessionOverviewParts) {
    this.#parts = parts;
  }

  /** The current state of one organization's session. The other sessions are read only if they may share its sign-in. */
  async statusOf(organization: Organization): Promise<SessionStatus> {
    const { store, signIns, sharesCredentials } = this.#parts;
    const [session, stored, pending] = await Promise.all([
      store.read(organization.id),
      sharesCredentials ? store.list() : [],
      signIns.pendingOrganizationIds(),
    ]);
    return this.#project(organization, session, { sharing: sharingOf(stored), pending, users: new Map() });
  }

  /** The current states of these organizations' sessions. */
  async statusesOf(organizations: readonly Organization[]): Promise<readonly SessionStatus[]> {
    const { store, signIns } = this.#parts;
    const [stored, pending] = await Promise.all([store.list(), signIns.pendingOrganizationIds()]);
    const byId = new Map(stored.map((session) => [session.organizationId, session]));
    const context = { sharing: sharingOf(stored), pending, users: new Map() };
    return organizations.map((organization) => {
      const session = byId.get(organization.id) ?? absentSession(organization.id);
      return this.#project(organization, session, context);
    });
  }

  /** Every session whose organization has a known name. */
  async statuses(): Promise<readonly SessionStatus[]> {
    return (await this.snapshot()).sessions;
  }

  /** Every stored session: those with a known name, the number of those without a name, and the one without an organization. */
  async snapshot(): Promise<Omit<SessionsSnapshot, 'storage'>> {
    const [stored, known, pending] = await Promise.all([
      this.#parts.store.list(),
      this.#parts.directory.all(),
      this.#parts.signIns.pendingOrganizationIds(),
    ]);
    const byId = new Map(known.map((organization) => [organization.id, organization]));
    const context = { sharing: sharingOf(stored), pending, users: new Map() };
    const sessions = stored.flatMap((session) => {
      const organization = byId.get(session.organizationId);
      return organization === undefined ? [] : [this.#project(organization, session, context)];
    });
    const unnamed = stored.filter(
      ({ organizationId, status }) =>
        organizationId !== WITHOUT_ORGANIZATION && !byId.has(organizationId) && status !== 'signed-out',
    ).length;
    const without = stored.find(({ organizationId }) => organizationId === WITHOUT_ORGANIZATION);
    return {
      sessions,
      unnamed,
      ...(without && { withoutOrganization: this.#stateOf(without, context) }),
    };
  }

  #project(organization: Organization, session: Session, context: ProjectionContext): SessionStatus {
    return { organization, session: this.#stateOf(session, context) };
  }

  #stateOf(session: Session, { sharing, pending, users }: ProjectionContext): SessionState {
    const { refresher, limits } = this.#parts;
    const { organizationId } = session;
    const isActive = session.status === 'active';
    const sharers = isActive ? (sharing.get(session.credentialId) ?? []) : [];
    const state = projectSession(this.#withinLimits(session), {
      isRefreshing: refresher.isRefreshing(organizationId),
      isAuthorizing: pending.has(organizationId),
      isSignInShared: sharers.some((sharer) => sharer !== organizationId),
      endsAt: isActive ? endOf(session, limits) : undefined,
    });
    if (!('user' in state) || state.user === null) return state;
    const text = JSON.stringify(state.user);
    const user = users.get(text) ?? state.user;
    users.set(text, user);
    return { ...state, user };
  }

  /**
   * A session past its limits by this device's clock shows as expired (R43) until a refresh confirms it. The store keeps it,
   * and during that refresh it shows as refreshing (R53).
   */
  #withinLimits(session: Session): Session {
    if (session.status !== 'active' || !isPastLimits(session, this.#parts.limits, this.#parts.platform.now()))
      return session;
    if (this.#parts.refresher.isRefreshing(session.organizationId)) return session;
    return reduceSession(session, { type: 'limit-reached', basedOn: session.generation }).session;
  }
}

function sharingOf(stored: readonly Session[]): ProjectionContext['sharing'] {
  const sharing = new Map<string, string[]>();
  for (const session of stored) {
    if (session.status !== 'active') continue;
    const sharers = sharing.get(session.credentialId) ?? [];
    sharers.push(session.organizationId);
    sharing.set(session.credentialId, sharers);
  }
  return sharing;
}
