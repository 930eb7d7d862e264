import type { Organization, SessionStatus } from '../protocol/session-status.ts';
import { WITHOUT_ORGANIZATION } from '../protocol/without-organization.ts';
import type { KeepWarm } from './keep-warm.ts';
import type { Memberships } from './organizations/memberships.ts';
import type { SessionObserver } from './ports/observer.ts';
import type { Platform } from './ports/platform.ts';
import { type CurrentSessions, ignoreUnavailable } from './refresh/current-sessions.ts';
import type { ForcedRefreshes } from './refresh/forced-refreshes.ts';
import type { Opening } from './refresh/opening.ts';
import type { RefusedTokens } from './refresh/refused-tokens.ts';
import { assertActive, otherUserError } from './session/assert-active.ts';
import { type Session, userOf } from './session/session.ts';
import type { SessionOverview } from './session-overview.ts';
import type { CallbackResult } from './sign-in/callback-result.ts';
import type { SignInRequest } from './sign-in/sign-ins.ts';
import { type SignOutParts, signOut } from './sign-out.ts';
import { PAGE_PATIENCE } from './timing/deadline.ts';
import { waitBriefly } from './timing/wait-briefly.ts';

/** The parts of the session manager. `createKeyringCore` builds it. */
export interface SessionManagerParts extends SignOutParts {
  readonly platform: Platform;
  readonly observer: SessionObserver;
  readonly forcedRefreshes: ForcedRefreshes;
  readonly overview: SessionOverview;
  readonly current: CurrentSessions;
  readonly opening: Opening;
  readonly memberships: Memberships;
  readonly keepWarm: KeepWarm;
  readonly refusedTokens: RefusedTokens;
}

/** Longest wait for running refreshes of other organizations before a sign-in navigates, ms. */
const SETTLE_PATIENCE = 3_000;

/** Longest wait of a page for an organization without a session, ms. */
const OPENING_PATIENCE = 10_000;

/** All sessions of this browser profile, for the routes and messages of the worker. */
export class SessionManager {
  readonly #parts: SessionManagerParts;

  constructor(parts: SessionManagerParts) {
    this.#parts = parts;
  }

  /**
   * Returns the access token for a request. A fresh or due token is returned at once, and a due one is refreshed in the
   * background. An expired token waits for its refresh. With `isForLargeBody` a due one waits too: it must not expire while
   * the body is sent. If that refresh fails, the token is used, since it is still valid (R31).
   *
   * @param organization null: the token of the session without an organization
   * @throws KeyringError `authorization_required`, `offline` or `temporarily_unavailable`; `organization_unbound`: another user
   *   has signed in meanwhile
   */
  async accessToken(organization: Organization | null, { isForLargeBody = false } = {}): Promise<string> {
    const { current } = this.#parts;
    const stored = await current.read(keyOf(organization));
    const session = await (isForLargeBody ? current.refreshFirst(stored) : current.refreshIfDue(stored));
    const { user, tokens } = assertActive(session, organization);
    // Another user may have signed in while the request waited.
    if ((userOf(stored) ?? user).id !== user.id) throw otherUserError();
    return tokens.accessToken;
  }

  /**
   * Returns a replacement for an access token that an API refused. It refreshes at most once, and not at all if the token
   * was refreshed in the meantime (R34).
   *
   * @returns `undefined`: the API also refused the replacement token. The caller then forwards the original 401.
   * @throws KeyringError as {@link accessToken} does
   */
  async replaceRejectedToken(
    organization: Organization | null,
    rejected: string,
  ): Promise<string | undefined> {
    const session = assertActive(await this.#parts.current.read(keyOf(organization)), organization);
    if (session.tokens.accessToken !== rejected) return session.tokens.accessToken;
    if (this.#parts.refusedTokens.has(keyOf(organization), rejected)) return undefined;
    const refreshed = await this.#parts.refresher.refresh(session, session.credentialId);
    return assertActive(refreshed, organization).tokens.accessToken;
  }

  /** Records that an API refused a token that {@link replaceRejectedToken} returned. */
  reportRefusedReplacement(organization: Organization | null, replacement: string): void {
    this.#parts.refusedTokens.add(keyOf(organization), replacement);
  }

  /**
   * Returns the state of an organization's session. An expired access token is refreshed, and the page waits at most
   * {@link PAGE_PATIENCE}: then the state is `refreshing`, the page shows its cached data, and `sessions-changed` brings the
   * result. A session past its limits by this device's clock is confirmed first: none of its data may be shown (R43).
   *
   * @throws KeyringError `offline` or `temporarily_unavailable`: a session past its limits cannot be confirmed now
   */
  async open(organization: Organization): Promise<SessionStatus> {
    const { overview, platform } = this.#parts;
    const session = await this.#readToShow(organization.id);
    const refresh = this.#parts.current.refreshIfDue(session).then(() => {}, ignoreUnavailable);
    await waitBriefly(platform, refresh, PAGE_PATIENCE);
    return overview.statusOf(organization);
  }

  /**
   * Signs in to an organization with a credential of this device: for a user who asks for it, also after a sign-out. It
   * stays within the provider's rate limit.
   *
   * @returns the state afterwards; unchanged if no credential may open the organization
   * @throws KeyringError `temporarily_unavailable` with `retryAfter` (s): the limit is reached, or the provider does not
   *   respond; `offline`
   */
  async signInSilently(organization: Organization): Promise<SessionStatus> {
    const { store, opening, overview } = this.#parts;
    const session = await store.read(organization.id);
    if (session.status !== 'active' && organization.requires === undefined)
      await opening.openWithinLimit(session);
    return overview.statusOf(organization);
  }

  /**
   * Refreshes an organization's session now, even if its access token is fresh.
   *
   * @returns the state afterwards; `needs-authorization` if the provider has ended the session
   * @throws KeyringError `authorization_required`: there is no session; `temporarily_unavailable` with `retryAfter` (s):
   *   a limit is reached, or the provider does not respond; `offline`
   */
  async refreshSession(organization: Organization): Promise<SessionStatus> {
    const { store, forcedRefreshes, overview } = this.#parts;
    const session = assertActive(await store.read(organization.id), organization);
    await forcedRefreshes.refresh(session);
    return overview.statusOf(organization);
  }

  /**
   * Every organization of every user who is signed in on this device, with the state of its session. If the back end
   * cannot be reached, the directory supplies the names.
   */
  organizations(): Promise<readonly SessionStatus[]> {
    return this.#parts.memberships.organizations();
  }

  /** The organizations that are already known on this device, with their sessions. It sends no request. */
  knownOrganizations(): Promise<readonly SessionStatus[]> {
    return this.#parts.memberships.knownOrganizations();
  }

  /** Refreshes every session that is due. Visible pages request this, so that the next switch finds a fresh token. */
  keepWarm(): Promise<void> {
    return this.#parts.keepWarm.run();
  }

  /** Whether the provider can be reached now, whatever the browser reports about the network. */
  canReachSignIn(): Promise<boolean> {
    return this.#parts.provider.isReachable();
  }

  /** Starts a sign-in. Resolves with the URL to navigate to, once the results of running refreshes are durable. */
  async startSignIn(request: SignInRequest): Promise<string> {
    const { signIns, refresher, observer, platform } = this.#parts;
    const loginHint = request.loginHint ?? (await this.#loginHint(request));
    const url = await signIns.start({ ...request, loginHint });
    const organizationId = request.organization?.id ?? null;
    observer.log({ event: 'sign-in-started', organizationId, detail: request.trigger });
    // A refresh that hangs must not block the sign-in to another organization (R35).
    await Promise.race([refresher.settled(), platform.delay(SETTLE_PATIENCE)]);
    observer.sessionsChanged();
    return url;
  }

  /** Finishes the sign-in of a callback, and looks up the name of a new organization. */
  async finishSignIn(callbackUrl: URL): Promise<CallbackResult> {
    const result = await this.#parts.signIns.finish(callbackUrl);
    if (result.type === 'signed-in') await this.#parts.memberships.learnUnnamed();
    this.#parts.observer.sessionsChanged();
    return result;
  }

  /** Signs out of organizations, or of all: see {@link signOut}. */
  async signOut(organizationIds: readonly string[] | 'all'): Promise<string | null> {
    const logoutUrl = await signOut(this.#parts, organizationIds);
    // The names are deleted after the sessions: what the pages were told last may still list them.
    if (organizationIds === 'all') this.#parts.observer.sessionsChanged();
    return logoutUrl;
  }

  /** Without a session there is nothing to show meanwhile, so the page waits longer, and then leads to the sign-in. */
  async #readToShow(organizationId: string): Promise<Session> {
    const { current, store, platform } = this.#parts;
    const session = await store.read(organizationId);
    if (session.status === 'active') return current.read(organizationId);
    const opened = current.read(organizationId).catch((error: unknown) => {
      ignoreUnavailable(error);
      return session;
    });
    return (await waitBriefly(platform, opened, OPENING_PATIENCE)) ?? session;
  }

  async #loginHint({ organization, stepUp }: SignInRequest): Promise<string | null> {
    const session = await this.#parts.store.read(keyOf(organization));
    const isKnown = session.status === 'needs-authorization' || stepUp !== undefined;
    return isKnown ? (userOf(session)?.email ?? null) : null;
  }
}

/** The key of an organization's session; null: of the session without an organization. */
function keyOf(organization: Organization | null): string {
  return organization?.id ?? WITHOUT_ORGANIZATION;
}
