import { KeyringError } from '../../protocol/errors.ts';
import type { Organization, SessionStatus } from '../../protocol/session-status.ts';
import type { IdentityProvider, Platform, SessionObserver, SessionStore } from '../ports.ts';
import type { AuthorizationRequest, Authorizations, CallbackResult } from './authorization.ts';
import type { OrganizationDirectory } from './organization-directory.ts';
import type { Refresher } from './refresh.ts';
import type { ActiveSession, Session } from './session.ts';
import type { SessionChanges } from './session-changes.ts';
import { isNearInactivity, isPastLimits, type SessionLimits } from './session-limits.ts';
import type { SessionOverview } from './session-overview.ts';
import { accessTokenExpiry, freshnessOf } from './token-set.ts';

/** Everything the session manager is made of; only a composition root builds one. */
export interface SessionManagerParts {
  readonly store: SessionStore;
  readonly directory: OrganizationDirectory;
  readonly identityProvider: IdentityProvider;
  readonly platform: Platform;
  readonly observer: SessionObserver;
  readonly limits: SessionLimits;
  readonly changes: SessionChanges;
  readonly refresher: Refresher;
  readonly authorizations: Authorizations;
  readonly overview: SessionOverview;
}

/** How long anybody waits for another organization's refresh, ms: a person who leaves for AuthKit, the next in turn. */
const SETTLE_PATIENCE = 3_000;

/** All sessions of this browser profile: what the worker's routes and messages ask. */
export class SessionManager {
  readonly #parts: SessionManagerParts;

  constructor(parts: SessionManagerParts) {
    this.#parts = parts;
  }

  /**
   * The access token for a request to be sent now. A fresh one is answered at once; inside its refresh window
   * it is answered too, and renewed behind; an expired one waits for its one refresh.
   *
   * @throws KeyringError `authorization_required`, `offline` or `temporarily_unavailable`
   */
  async accessToken(organization: Organization): Promise<string> {
    const session = await this.#renewIfDue(await this.#read(organization.id));
    return assertActive(session, organization).tokens.accessToken;
  }

  /**
   * Another access token than the one that an API just refused: at most one refresh, and none when somebody else's
   * refresh was faster (R34).
   *
   * @throws KeyringError as {@link accessToken} does
   */
  async replaceRejectedToken(organization: Organization, rejected: string): Promise<string> {
    const session = assertActive(await this.#read(organization.id), organization);
    if (session.tokens.accessToken !== rejected) return session.tokens.accessToken;
    return assertActive(await this.#parts.refresher.refresh(session, 'waiting'), organization).tokens
      .accessToken;
  }

  /** The state of one organization's session, after its refresh when its access token has expired. */
  async open(organization: Organization): Promise<SessionStatus> {
    await this.#renewIfDue(await this.#read(organization.id)).catch(ignoreUnavailable);
    return this.#parts.overview.statusOf(organization);
  }

  /**
   * Every organization of everybody signed in here, with the state of its session. What the back end cannot be asked
   * for comes from the directory.
   */
  async organizations(): Promise<readonly SessionStatus[]> {
    const { store, directory, overview } = this.#parts;
    const stored = await store.list();
    const sessions = await Promise.all(stored.map(({ organizationId }) => this.#read(organizationId)));
    const active = sessions.filter((session) => session.status === 'active');
    const known = await overview.statuses();
    if (active.length === 0) return known;
    const onePerUser = new Map(active.map((session) => [session.user.id, session]));
    const memberships = Promise.all(
      [...onePerUser.values()].map((session) => this.#learnMemberships(session)),
    );
    const learned = await memberships.catch(() => directory.all());
    const organizations = [...learned.flat(), ...known.map(({ organization }) => organization)];
    const byId = new Map(organizations.map((organization) => [organization.id, organization]));
    return Promise.all([...byId.values()].map((organization) => overview.statusOf(organization)));
  }

  /**
   * Renews what is due, or will soon have been left alone for too long, so that the next switch finds a token: asked for
   * by pages that somebody looks at. One after the other, for nobody waits: the soonest to expire first, and those whose
   * last refresh failed after all others.
   */
  async keepWarm(): Promise<void> {
    const { overview, refresher, platform } = this.#parts;
    const due: ActiveSession[] = [];
    for (const { organization } of await overview.statuses()) {
      const session = await this.#read(organization.id);
      if (session.status === 'active' && this.#isDue(session)) due.push(session);
    }
    const hasFailed = ({ organizationId }: ActiveSession): number =>
      Number(refresher.hasFailed(organizationId));
    due.sort(
      (a, b) => hasFailed(a) - hasFailed(b) || accessTokenExpiry(a.tokens) - accessTokenExpiry(b.tokens),
    );
    for (const session of due) {
      const renewal = this.#refreshBehind(session);
      platform.background(renewal);
      // One organization's hang must not keep the next from its turn (R35).
      await Promise.race([renewal, platform.delay(SETTLE_PATIENCE)]);
    }
  }

  /** Begins an authorization; resolves, when everything in flight is durable, with the URL to leave for. */
  async startAuthorization(request: AuthorizationRequest): Promise<string> {
    const { authorizations, refresher, observer, platform } = this.#parts;
    const loginHint = request.loginHint ?? (await this.#loginHint(request.organization));
    const url = await authorizations.start({ ...request, loginHint });
    const organizationId = request.organization?.id ?? null;
    observer.note({ event: 'sign-in-started', organizationId, detail: request.trigger });
    // A hanging AuthKit of one organization must not keep a person from signing in to another (R35).
    await Promise.race([refresher.settled(), platform.delay(SETTLE_PATIENCE)]);
    observer.sessionsChanged();
    return url;
  }

  /** Finishes the authorization that AuthKit's redirect belongs to, and learns the name of a new organization. */
  async finishAuthorization(callbackUrl: URL): Promise<CallbackResult> {
    const result = await this.#parts.authorizations.finish(callbackUrl);
    if (result.type === 'signed-in') await this.#learnUnnamed();
    this.#parts.observer.sessionsChanged();
    return result;
  }

  /**
   * Signs out: flows first, then a tombstone for each session, then everything that it kept (R42).
   *
   * @returns where to navigate so that AuthKit's own cookie ends too, when nobody stays signed in
   */
  async signOut(organizationIds: readonly string[] | 'all'): Promise<string | null> {
    const { store, directory, identityProvider, authorizations, changes } = this.#parts;
    const sessions = await store.list();
    const leaving = sessions.filter(
      (session) => organizationIds === 'all' || organizationIds.includes(session.organizationId),
    );
    await authorizations.cancel(organizationIds);
    await Promise.all(
      leaving.map(({ organizationId }) => changes.apply(organizationId, { type: 'signed-out' })),
    );
    if (organizationIds !== 'all') return null;
    await directory.clear();
    const last = leaving.find((session) => session.status === 'active');
    return last === undefined ? null : identityProvider.logoutUrl(last.sessionId);
  }

  /** A session as it is stored, or as it has become because a limit of this device has passed (R43). */
  async #read(organizationId: string): Promise<Session> {
    const { store, changes, limits, platform } = this.#parts;
    const session = await store.read(organizationId);
    if (session.status !== 'active' || !isPastLimits(session, limits, platform.now())) return session;
    return changes.apply(organizationId, { type: 'limit-reached', basedOn: session.generation });
  }

  #isDue(session: ActiveSession): boolean {
    const { limits, platform } = this.#parts;
    const now = platform.now();
    return freshnessOf(session.tokens, now) !== 'fresh' || isNearInactivity(session, limits, now);
  }

  async #renewIfDue(session: Session): Promise<Session> {
    if (session.status !== 'active') return session;
    const { platform, refresher } = this.#parts;
    const freshness = freshnessOf(session.tokens, platform.now());
    if (freshness === 'expired') return refresher.refresh(session, 'waiting');
    if (freshness === 'refresh-behind') {
      platform.background(this.#refreshBehind(session));
    }
    return session;
  }

  /** A refresh that nobody waits for may fail: that shows when somebody needs the token. */
  async #refreshBehind(session: ActiveSession): Promise<void> {
    await this.#parts.refresher.refresh(session, 'behind').catch(ignoreUnavailable);
  }

  async #learnMemberships(session: ActiveSession): Promise<readonly Organization[]> {
    const current = await this.#renewIfDue(await this.#read(session.organizationId));
    return current.status === 'active'
      ? this.#parts.directory.learnMemberships(current.tokens.accessToken)
      : [];
  }

  /** After a sign-in without an organization, the one that came back may be new to the directory. */
  async #learnUnnamed(): Promise<void> {
    const { store, directory } = this.#parts;
    for (const session of await store.list()) {
      if (session.status !== 'active' || (await directory.findById(session.organizationId)) !== undefined)
        continue;
      await directory.learnMemberships(session.tokens.accessToken).catch(() => {});
    }
  }

  async #loginHint(organization: Organization | null): Promise<string | null> {
    if (organization === null) return null;
    const session = await this.#parts.store.read(organization.id);
    return session.status === 'needs-authorization' ? (session.user?.email ?? null) : null;
  }
}

function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof KeyringError)) throw error;
}

function assertActive(session: Session, organization: Organization): ActiveSession {
  if (session.status === 'active') return session;
  const reason = session.status === 'needs-authorization' ? session.reason : session.status;
  throw new KeyringError('authorization_required', `Sign in to ${organization.name} to go on.`, {
    organizationSlug: organization.slug,
    reason,
  });
}
