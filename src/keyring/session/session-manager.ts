import { KeyringError } from '../../protocol/errors.ts';
import type { Organization, SessionStatus } from '../../protocol/session-status.ts';
import type { IdentityProvider, Platform, SessionObserver, SessionStore } from '../ports.ts';
import type { AuthorizationRequest, Authorizations, CallbackResult } from './authorization.ts';
import type { OrganizationDirectory } from './organization-directory.ts';
import { projectSession } from './project-session.ts';
import { Refresher } from './refresh.ts';
import type { Revocations } from './revocation.ts';
import {
  type ActiveSession,
  reduceSession,
  type Session,
  type SessionEffect,
  type SessionEvent,
} from './session.ts';
import type { SessionLimits } from './session-limits.ts';
import { isPastLimits } from './session-limits.ts';
import { freshnessOf } from './token-set.ts';

/** Everything the session manager is made of; only a composition root builds one. */
export interface SessionManagerParts {
  readonly store: SessionStore;
  readonly directory: OrganizationDirectory;
  readonly identityProvider: IdentityProvider;
  readonly platform: Platform;
  readonly observer: SessionObserver;
  readonly revocations: Revocations;
  readonly limits: SessionLimits;
  readonly createAuthorizations: (
    apply: (id: string, event: SessionEvent) => Promise<Session>,
  ) => Authorizations;
}

/** All sessions of this browser profile: what the worker's routes and messages ask. */
export class SessionManager {
  readonly #parts: SessionManagerParts;
  readonly #refresher: Refresher;
  readonly #authorizations: Authorizations;

  constructor(parts: SessionManagerParts) {
    const apply = (organizationId: string, event: SessionEvent) => this.#apply(organizationId, event);
    this.#parts = parts;
    this.#refresher = new Refresher(parts.identityProvider, parts.store, parts.platform, apply);
    this.#authorizations = parts.createAuthorizations(apply);
  }

  /**
   * The access token for a request to be sent now. A fresh one is answered at once; inside its refresh window
   * it is answered too, and renewed behind; an expired one waits for its one refresh.
   *
   * @throws KeyringError `authorization_required`, `offline` or `temporarily_unavailable`
   */
  async accessToken(organization: Organization): Promise<string> {
    const { platform } = this.#parts;
    let session = await this.#usable(organization);
    const freshness = freshnessOf(session.tokens, platform.now());
    if (freshness === 'refresh-behind') platform.background(this.#refreshQuietly(session));
    if (freshness === 'expired') session = await this.#refreshed(organization, session);
    return session.tokens.accessToken;
  }

  /**
   * Another access token than the one that an API just refused, or `undefined` when there is none to try:
   * at most one refresh, and none when somebody else's refresh was faster.
   *
   * @throws KeyringError as {@link accessToken} does
   */
  async replaceRejectedToken(organization: Organization, rejected: string): Promise<string> {
    const session = await this.#usable(organization);
    if (session.tokens.accessToken !== rejected) return session.tokens.accessToken;
    return (await this.#refreshed(organization, session)).tokens.accessToken;
  }

  /** The state of one organization's session, after its refresh when its access token has expired. */
  async open(organization: Organization): Promise<SessionStatus> {
    const { store, platform } = this.#parts;
    const session = await this.#withinLimits(await store.read(organization.id));
    if (session.status === 'active' && freshnessOf(session.tokens, platform.now()) === 'expired') {
      await this.#refreshQuietly(session);
    }
    return this.statusOf(organization);
  }

  /** The state of one organization's session as it stands. */
  async statusOf(organization: Organization): Promise<SessionStatus> {
    const [session, pending] = await Promise.all([
      this.#parts.store.read(organization.id),
      this.#authorizations.pendingOrganizationIds(),
    ]);
    return this.#project(organization, session, pending);
  }

  /** Every session that this keyring knows of. */
  async statuses(): Promise<readonly SessionStatus[]> {
    const { store, directory } = this.#parts;
    const [sessions, known, pending] = await Promise.all([
      store.list(),
      directory.all(),
      this.#authorizations.pendingOrganizationIds(),
    ]);
    const byId = new Map(known.map((organization) => [organization.id, organization]));
    return sessions.flatMap((session) => {
      const organization = byId.get(session.organizationId);
      return organization === undefined ? [] : [this.#project(organization, session, pending)];
    });
  }

  /** Every organization of everybody signed in here; what the back end cannot be asked comes from the directory. */
  async organizations(): Promise<readonly SessionStatus[]> {
    const { store, directory } = this.#parts;
    const active = (await store.list()).filter((session) => session.status === 'active');
    if (active.length === 0) return this.statuses();
    const onePerUser = new Map(active.map((session) => [session.user.id, session]));
    const learned = await Promise.allSettled([...onePerUser.values()].map((session) => this.#learn(session)));
    const isComplete = learned.every((result) => result.status === 'fulfilled');
    const listed = isComplete
      ? learned.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
      : await directory.all();
    const others = (await this.statuses()).map((status) => status.organization);
    const byId = new Map([...listed, ...others].map((organization) => [organization.id, organization]));
    return Promise.all([...byId.values()].map((organization) => this.statusOf(organization)));
  }

  /** Begins an authorization; resolves, when everything in flight is durable, with the URL to leave for. */
  async startAuthorization(request: Omit<AuthorizationRequest, 'loginHint'>): Promise<string> {
    const loginHint = request.organization === null ? null : await this.#loginHint(request.organization);
    const url = await this.#authorizations.start({ ...request, loginHint });
    await this.#refresher.settled();
    this.#parts.observer.sessionsChanged();
    return url;
  }

  /** Finishes the authorization that AuthKit's redirect belongs to, and learns the name of a new organization. */
  async finishAuthorization(callbackUrl: URL): Promise<CallbackResult> {
    const result = await this.#authorizations.finish(callbackUrl);
    if (result.type === 'signed-in') await this.#learnUnnamed();
    this.#parts.observer.sessionsChanged();
    return result;
  }

  /**
   * Signs out: tombstones first, then everything that a session kept.
   *
   * @returns where to navigate so that AuthKit's own cookie ends too, when nobody stays signed in
   */
  async signOut(organizationIds: readonly string[] | 'all'): Promise<string | null> {
    const { store, directory, identityProvider } = this.#parts;
    const sessions = await store.list();
    const leaving = sessions.filter(
      (session) => organizationIds === 'all' || organizationIds.includes(session.organizationId),
    );
    await Promise.all(leaving.map(({ organizationId }) => this.#authorizations.cancel(organizationId)));
    await Promise.all(
      leaving.map(({ organizationId }) => this.#apply(organizationId, { type: 'signed-out' })),
    );
    if (organizationIds !== 'all') return null;
    await this.#authorizations.cancel('all');
    await directory.clear();
    const last = leaving.find((session) => session.status === 'active');
    return last === undefined ? null : identityProvider.logoutUrl(last.sessionId);
  }

  async #usable(organization: Organization): Promise<ActiveSession> {
    return assertActive(
      await this.#withinLimits(await this.#parts.store.read(organization.id)),
      organization,
    );
  }

  async #refreshed(organization: Organization, session: ActiveSession): Promise<ActiveSession> {
    return assertActive(await this.#refresh(session), organization);
  }

  async #refresh(session: ActiveSession): Promise<Session> {
    const refreshing = this.#refresher.refresh(session);
    this.#parts.observer.sessionsChanged();
    try {
      return await refreshing;
    } finally {
      this.#parts.observer.sessionsChanged();
    }
  }

  /** A refresh that nobody waits for: its failure shows when somebody needs the token. */
  async #refreshQuietly(session: ActiveSession): Promise<void> {
    await this.#refresh(session).catch((error: unknown) => {
      if (!(error instanceof KeyringError)) throw error;
    });
  }

  async #withinLimits(session: Session): Promise<Session> {
    if (
      session.status !== 'active' ||
      !isPastLimits(session, this.#parts.limits, this.#parts.platform.now())
    ) {
      return session;
    }
    const { organizationId, generation } = session;
    return this.#apply(organizationId, { type: 'ended', reason: 'expired', basedOn: generation });
  }

  async #apply(organizationId: string, event: SessionEvent): Promise<Session> {
    const { store, observer } = this.#parts;
    for (;;) {
      const current = await store.read(organizationId);
      const { session, effects } = reduceSession(current, event);
      const isWritten = session === current || (await store.compareAndSet(current.generation, session));
      if (!isWritten) continue;
      if (session !== current) observer.sessionsChanged();
      for (const effect of effects) await this.#run(effect, organizationId);
      return session;
    }
  }

  async #run(effect: SessionEffect, organizationId: string): Promise<void> {
    const { store, observer, revocations } = this.#parts;
    if (effect.type === 'purge') return observer.purge(organizationId, effect.userId);
    // Sessions of two organizations can turn out to share a `sid`; ending one must not end the other.
    const sessions = await store.list();
    const isShared = sessions.some(
      (session) => session.status === 'active' && session.sessionId === effect.sessionId,
    );
    if (!isShared) await revocations.add(effect.sessionId);
  }

  async #learn(session: ActiveSession): Promise<readonly Organization[]> {
    const { directory, platform } = this.#parts;
    const freshness = freshnessOf(session.tokens, platform.now());
    if (freshness === 'refresh-behind') platform.background(this.#refreshQuietly(session));
    const current = freshness === 'expired' ? await this.#refresh(session) : session;
    return current.status === 'active' ? directory.learnMemberships(current.tokens.accessToken) : [];
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

  async #loginHint(organization: Organization): Promise<string | null> {
    const session = await this.#parts.store.read(organization.id);
    return session.status === 'needs-authorization' ? (session.user?.email ?? null) : null;
  }

  #project(organization: Organization, session: Session, pending: ReadonlySet<string>): SessionStatus {
    const isRefreshing = this.#refresher.isRefreshing(organization.id);
    return {
      organization,
      session: projectSession(session, { isRefreshing, isAuthorizing: pending.has(organization.id) }),
    };
  }
}

function assertActive(session: Session, organization: Organization): ActiveSession {
  if (session.status === 'active') return session;
  const reason = session.status === 'needs-authorization' ? session.reason : session.status;
  throw new KeyringError('authorization_required', `Sign in to ${organization.name} to go on.`, {
    organizationSlug: organization.slug,
    reason,
  });
}
