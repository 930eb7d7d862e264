import { KeyringError } from '../protocol/errors.ts';
import type { Organization, SessionStatus } from '../protocol/session-status.ts';
import type { Memberships } from './organizations/memberships.ts';
import type { OrganizationDirectory } from './organizations/organization-directory.ts';
import type { SessionObserver } from './ports/observer.ts';
import type { Platform } from './ports/platform.ts';
import type { IdentityProvider } from './ports/provider.ts';
import type { SessionStore } from './ports/stores.ts';
import { type CurrentSessions, ignoreUnavailable } from './refresh/current-sessions.ts';
import { PAGE_PATIENCE } from './refresh/deadline.ts';
import type { ForcedRefreshes } from './refresh/forced-refreshes.ts';
import type { KeepWarm } from './refresh/keep-warm.ts';
import type { Refresher } from './refresh/refresher.ts';
import type { RefusedTokens } from './refresh/refused-tokens.ts';
import { waitBriefly } from './refresh/wait-briefly.ts';
import type { ActiveSession, Session } from './session/session.ts';
import type { SessionChanges } from './session/session-changes.ts';
import type { SessionOverview } from './session-overview.ts';
import type { CallbackResult, SignInRequest, SignIns } from './sign-in/sign-ins.ts';

/** Everything the session manager is made of; `createKeyringCore` builds it. */
export interface SessionManagerParts {
  readonly store: SessionStore;
  readonly directory: OrganizationDirectory;
  readonly provider: IdentityProvider;
  readonly platform: Platform;
  readonly observer: SessionObserver;
  readonly changes: SessionChanges;
  readonly refresher: Refresher;
  readonly signIns: SignIns;
  readonly forcedRefreshes: ForcedRefreshes;
  readonly overview: SessionOverview;
  readonly current: CurrentSessions;
  readonly memberships: Memberships;
  readonly keepWarm: KeepWarm;
  readonly refusedTokens: RefusedTokens;
}

/** How long a person who leaves for the provider waits for other organizations' refreshes, ms. */
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
    const session = await this.#parts.current.renewIfDue(await this.#parts.current.read(organization.id));
    return assertActive(session, organization).tokens.accessToken;
  }

  /**
   * Another access token than the one that an API just refused: at most one refresh, and none when somebody else's
   * refresh was faster (R34).
   *
   * @returns `undefined`: this API refuses what it gets, new tokens too; its answer stands
   * @throws KeyringError as {@link accessToken} does
   */
  async replaceRejectedToken(organization: Organization, rejected: string): Promise<string | undefined> {
    const session = assertActive(await this.#parts.current.read(organization.id), organization);
    if (session.tokens.accessToken !== rejected) return session.tokens.accessToken;
    if (this.#parts.refusedTokens.has(organization.id, rejected)) return undefined;
    const renewed = await this.#parts.refresher.refresh(session, 'waiting');
    return assertActive(renewed, organization).tokens.accessToken;
  }

  /** An API refused a token that {@link replaceRejectedToken} had just answered. */
  noteRefusedReplacement(organization: Organization, replacement: string): void {
    this.#parts.refusedTokens.note(organization.id, replacement);
  }

  /**
   * The state of one organization's session. An expired access token is refreshed, and a page waits {@link PAGE_PATIENCE}
   * for it: then the state is `refreshing`, the page shows what it has kept, and `sessions-changed` tells the outcome.
   * Only a session that this device's clock calls past its limits is waited for: nothing of it may be shown (R43).
   *
   * @throws KeyringError `offline` or `temporarily_unavailable`: such a session cannot be confirmed now
   */
  async open(organization: Organization): Promise<SessionStatus> {
    const { overview, platform } = this.#parts;
    const session = await this.#parts.current.read(organization.id);
    const renewal = this.#parts.current.renewIfDue(session).then(() => {}, ignoreUnavailable);
    await waitBriefly(platform, renewal, PAGE_PATIENCE);
    return overview.statusOf(organization);
  }

  /**
   * Refreshes an organization's session now, although its access token may be fresh.
   *
   * @returns the state afterwards; `needs-authorization` where the provider has ended the session
   * @throws KeyringError `authorization_required`: there is no session; `temporarily_unavailable` with `retryAfter` (s):
   *   too many, or the provider does not respond; `offline`
   */
  async refreshSession(organization: Organization): Promise<SessionStatus> {
    const { store, forcedRefreshes, overview } = this.#parts;
    const session = assertActive(await store.read(organization.id), organization);
    await forcedRefreshes.refresh(session);
    return overview.statusOf(organization);
  }

  /**
   * Every organization of everybody signed in here, with the state of its session. What the back end cannot be asked
   * for comes from the directory.
   */
  organizations(): Promise<readonly SessionStatus[]> {
    return this.#parts.memberships.organizations();
  }

  /** Renews what is due, so that the next switch finds a token: asked for by pages that somebody looks at. */
  keepWarm(): Promise<void> {
    return this.#parts.keepWarm.run();
  }

  /** Whether the sign-in service can be reached now, whatever the browser says about the network. */
  canReachSignIn(): Promise<boolean> {
    return this.#parts.provider.isReachable();
  }

  /** Begins an authorization; resolves, when everything in flight is durable, with the URL to leave for. */
  async startSignIn(request: SignInRequest): Promise<string> {
    const { signIns, refresher, observer, platform } = this.#parts;
    const loginHint = request.loginHint ?? (await this.#loginHint(request.organization));
    const url = await signIns.start({ ...request, loginHint });
    const organizationId = request.organization?.id ?? null;
    observer.log({ event: 'sign-in-started', organizationId, detail: request.trigger });
    // A hanging provider of one organization must not keep a person from signing in to another (R35).
    await Promise.race([refresher.settled(), platform.delay(SETTLE_PATIENCE)]);
    observer.sessionsChanged();
    return url;
  }

  /** Finishes the authorization that the provider's redirect belongs to, and learns the name of a new organization. */
  async finishSignIn(callbackUrl: URL): Promise<CallbackResult> {
    const result = await this.#parts.signIns.finish(callbackUrl);
    if (result.type === 'signed-in') await this.#parts.memberships.learnUnnamed();
    this.#parts.observer.sessionsChanged();
    return result;
  }

  /**
   * Signs out: flows first, then a tombstone for each session, then everything that it kept (R42).
   *
   * @returns where to navigate so that the provider's own cookie ends too, when nobody stays signed in
   */
  async signOut(organizationIds: readonly string[] | 'all'): Promise<string | null> {
    const { store, directory, provider, signIns, changes } = this.#parts;
    const sessions = await store.list();
    const leaving = sessions.filter(
      (session) => organizationIds === 'all' || organizationIds.includes(session.organizationId),
    );
    await signIns.cancel(organizationIds);
    await Promise.all(
      leaving.map(({ organizationId }) => changes.apply(organizationId, { type: 'signed-out' })),
    );
    if (organizationIds !== 'all') return null;
    await directory.clear();
    const last = leaving.find((session) => session.status === 'active');
    return last === undefined ? null : provider.logoutUrl(last.sessionId);
  }

  async #loginHint(organization: Organization | null): Promise<string | null> {
    if (organization === null) return null;
    const session = await this.#parts.store.read(organization.id);
    return session.status === 'needs-authorization' ? (session.user?.email ?? null) : null;
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
