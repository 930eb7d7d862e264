import type { VaultMode } from '../protocol/configuration.ts';
import type { LogEntry } from '../protocol/log.ts';
import { FOLLOWING_LIMIT, type KeyringEvent, type StartAuthorization } from '../protocol/messages.ts';
import type { Question, RequestType, WorkerResponse } from '../protocol/requests.ts';
import { encodeReturnPath } from '../protocol/return-path.ts';
import { EMAIL_LIMIT, isUsable, type Organization, type SessionStatus } from '../protocol/session-status.ts';
import type { SignInHints } from '../protocol/sign-in-hints.ts';
import { authorize, mayLeave, type SignInDisplay } from './authorize.ts';
import { waitForControl } from './connect.ts';
import { APP_STATE_LIMIT, interruptedSignIn, noteSignIn } from './interrupted-sign-in.ts';
import { keepWarm } from './keep-warm.ts';
import type { KeyringSnapshot } from './keyring-snapshot.ts';
import { LiveSnapshot } from './live-snapshot.ts';
import { askWorker } from './message-channel.ts';
import {
  keyringPaths,
  organizationSlugOfPath,
  pathOfOrganization,
  requireOrganizationName,
  requireOrganizationSlug,
} from './paths.ts';
import { readSignInLink } from './sign-in-link.ts';
import { tabName } from './tab-name.ts';

/** Organizations in one sign-out message, which has at most 8 KB: an id has at most 128 characters. */
const SIGN_OUT_BATCH = 50;

/** How a sign-in begins. */
export interface SignInOptions {
  /**
   * Path to return to. Default: the page's own path. A path that is longer than 4,096 characters once percent-encoded,
   * or that belongs to another organization, becomes the organization's home.
   */
  readonly returnTo?: string;
  /** `automatic`: the user did not click. The worker then rejects a second prompt and a loop. Default `requested`. */
  readonly trigger?: StartAuthorization['trigger'];
  /** `login`: ask for credentials even with a live AuthKit session, for another account. */
  readonly prompt?: StartAuthorization['prompt'];
  /** Email of the account to sign in with; the hosted page starts with it. */
  readonly loginHint?: string;
  /** What the sign-in service is told besides: sign-up, an invitation, a password reset, a domain, an identity provider. */
  readonly hints?: SignInHints;
  /**
   * Text of the app, at most 2,048 characters. It comes back unchanged in {@link Keyring.signInState}. It stays in this
   * tab and is not sent to the sign-in service.
   */
  readonly state?: string | null;
  /** `popup`: in a popup, if the browser can open one; this page stays. Default `page`. */
  readonly display?: SignInDisplay;
}

/** How every session ends. */
export interface SignOutOptions {
  readonly returnTo?: string;
  readonly display?: 'page' | 'none';
}

/** How a sign-in to several organizations begins. */
export interface SignInToAllOptions {
  readonly trigger?: StartAuthorization['trigger'];
  readonly loginHint?: string | null;
}

/**
 * A page's handle on the keyring: the sessions that the worker holds, without a token. {@link connectKeyring} makes it.
 *
 * @example
 * const keyring = await connectKeyring();
 * const { session } = await keyring.openOrganization('acme');
 */
export class Keyring {
  readonly #disposal: AbortController;
  readonly #live: LiveSnapshot;

  /**
   * The `state` of the sign-in from which this tab has come back to this page; null: none. It says nothing about the
   * result of the sign-in: the user may also have come back by the back button.
   */
  readonly signInState: string | null;

  /**
   * @param disposal aborted by {@link dispose}; it ends everything that this keyring listens to
   * @param signInState see {@link signInState}
   */
  constructor(disposal = new AbortController(), signInState: string | null = null) {
    this.#disposal = disposal;
    this.signInState = signInState;
    this.#live = new LiveSnapshot(() => this.#ask('list-sessions', {}), disposal.signal);
    keepWarm(() => {
      this.#ask('keep-warm', {}).catch(() => {});
    }, disposal.signal);
  }

  /**
   * What this page knows of the keyring: every session on this device, and whether the worker has confirmed them. It is
   * the same object until something changes, so it fits React's `useSyncExternalStore` and Solid's `from`.
   *
   * @example
   * const snapshot = useSyncExternalStore(keyring.subscribe, keyring.getSnapshot);
   */
  readonly getSnapshot = (): KeyringSnapshot => this.#live.get();

  /**
   * Calls a listener after each change of {@link getSnapshot}. An error that a listener throws goes to `reportError`; the
   * other listeners are called all the same.
   *
   * @returns stops it
   */
  readonly subscribe = (listener: () => void): (() => void) => this.#live.subscribe(listener);

  /**
   * Calls a listener for each event that the worker sends: `organizations-changed` says that a list of organizations is
   * outdated, `authorization-required` that the worker rejected a request. A page that is frozen or suspended misses
   * events. To render the sessions use {@link subscribe}, which misses nothing.
   *
   * @returns stops it
   */
  onEvent(listener: (event: KeyringEvent) => void): () => void {
    return this.#live.onEvent(listener);
  }

  /**
   * Withdraws the confirmation of the snapshot and reads the sessions again: for a retry button where `confirmation` is
   * `failed`.
   *
   * @throws KeyringError `deadline_exceeded`: the worker did not respond
   */
  check(): Promise<void> {
    return this.#live.check();
  }

  /** Removes every listener and timer of this keyring. Its snapshot no longer changes. The sessions are kept. */
  dispose(): void {
    this.#disposal.abort();
  }

  /**
   * Looks an organization up, and refreshes its access token when that has expired. It resolves within about half a
   * second: a refresh that takes longer goes on in the background, the state is `refreshing`, and `sessions-changed` tells
   * the outcome.
   *
   * @param slug or the organization's id
   * @throws KeyringError `organization_unknown`, or `offline` and `temporarily_unavailable` when it was never seen here
   */
  async openOrganization(slug: string): Promise<SessionStatus> {
    return this.#ask('open-organization', { organizationSlug: requireOrganizationName(slug) });
  }

  /**
   * Refreshes an organization's session now, although its access token has not expired, for example after a role has
   * changed. A call during a refresh waits for that refresh. Each organization has three a minute, within AuthKit's limit for all of them together.
   *
   * @returns the state afterwards; `needs-authorization` where AuthKit has ended the session
   * @throws KeyringError `authorization_required`: there is no session; `organization_unknown`; `offline`;
   *   `temporarily_unavailable`: too many of them, or AuthKit does not respond; try again after `retryAfter` (s)
   * @example
   * await keyring.refreshSession('acme');
   * await fetch('/api/admin');  // with the token of the new role
   */
  async refreshSession(slug: string): Promise<SessionStatus> {
    return this.#ask('refresh-session', { organizationSlug: requireOrganizationSlug(slug) });
  }

  /**
   * Signs in to an organization with a credential of another one, without a navigation, also after a sign-out.
   *
   * @returns the state afterwards; unchanged where no credential of this device may open the organization
   * @throws KeyringError `temporarily_unavailable` with `retryAfter` (s): AuthKit's rate limit has no room; `offline`
   */
  async signInSilently(slug: string): Promise<SessionStatus> {
    return this.#ask('sign-in-silently', { organizationSlug: requireOrganizationSlug(slug) });
  }

  /** How the worker of this browser stores its sessions. `sealed` is used only in browsers in which it holds. */
  async vaultMode(): Promise<VaultMode> {
    return (await this.#ask('claim', {})).vault;
  }

  /** Every organization of the users who are signed in on this device, with the state of its session. */
  async listOrganizations(): Promise<readonly SessionStatus[]> {
    return (await this.#ask('list-organizations', {})).organizations;
  }

  /**
   * The organizations that the worker already knows, with their sessions. It sends no request to the back end, so a page
   * can paint the list at once and update it with {@link listOrganizations}.
   */
  async listKnownOrganizations(): Promise<readonly SessionStatus[]> {
    return (await this.#ask('list-known-organizations', {})).organizations;
  }

  /**
   * The worker's log, over its restarts, oldest entry first: how requests were bound to organizations, why sessions were
   * refreshed or rejected, how long it took. Use it in a developer's inspector and in bug reports. It contains no token.
   */
  async inspect(): Promise<readonly LogEntry[]> {
    return (await this.#ask('inspect', {})).entries;
  }

  /**
   * Signs in to an organization at AuthKit (null: AuthKit asks which). The page leaves only after the worker has stored
   * the sign-in: WebKit stops the worker as soon as its last page leaves.
   *
   * @param slug or the organization's id, if the app's back end looks organizations up by id too
   * @returns where the sign-in continues. `popup`: this page stays, and its snapshot gets the session
   * @throws KeyringError `offline`: the browser says so, and the sign-in service could not be reached either;
   *   `authorization_in_progress`, `authorization_limited`, `organization_unknown`
   */
  async signIn(slug: string | null, options: SignInOptions = {}): Promise<SignInDisplay> {
    const { display = 'page' } = options;
    const start = (actual: SignInDisplay, storage: Storage): Promise<string> =>
      this.#startSignIn(slug, options, { display: actual, storage });
    return authorize(display, { isReachable: this.#isReachable, start });
  }

  /**
   * Starts a sign-in and returns its URL, for a link of this tab. The URL works once, within ten minutes.
   *
   * @throws KeyringError `authorization_in_progress`, `authorization_limited`, `organization_unknown`
   */
  signInUrl(slug: string | null, options: Omit<SignInOptions, 'display'> = {}): Promise<string> {
    return this.#startSignIn(slug, options, { display: 'page', storage: sessionStorage });
  }

  /**
   * Begins the sign-in again that this tab left for, when the tab came back to `paths.signInFailed` without a
   * reason: the worker had forgotten it, because it took longer than ten minutes or because the worker lost its key. A
   * user who has signed in at AuthKit meanwhile needs no input. If the sign-in cannot begin now, for example offline, call
   * this again later. If the organization has a session by now, for example from another tab, the page goes there instead.
   *
   * @returns whether there was one. If so, the page leaves
   * @throws KeyringError `authorization_limited`: it was tried too often; and what {@link signIn} throws
   */
  async resumeSignIn(): Promise<boolean> {
    const interrupted = interruptedSignIn();
    if (interrupted === undefined) return false;
    const { slug, returnTo, state } = interrupted;
    if (slug !== null && (await this.#isSignedIn(slug))) location.replace(pathIn(slug, returnTo));
    else await this.signIn(slug, { returnTo, state, trigger: 'automatic' });
    return true;
  }

  /**
   * Starts the sign-in that a link to `paths.signIn` asks for: an invitation, a password reset, an impersonation from the
   * provider's dashboard, a sign-up. Call it on that page. The sign-in counts as automatic, because any site can link to it.
   *
   * @param search query of the link, with the parameters of the authorization request: `invitation_token`,
   *   `password_reset_token`, `screen_hint`, `login_hint`, `domain_hint`, `provider`; also `organization` and `state`
   * @throws KeyringError what {@link signIn} throws
   * @example
   * if (location.pathname === keyringPaths().signIn) await keyring.signInFromLink(location.search);
   */
  async signInFromLink(search: string): Promise<void> {
    const { organization, loginHint, state, hints } = readSignInLink(search);
    const slug = organization === null ? null : requireOrganizationSlug(organization);
    const returnTo = slug === null ? keyringPaths().scope : pathOfOrganization(slug);
    const hint = loginHint === null ? {} : { loginHint };
    // AuthKit's page replaces this one, so the history keeps no token of the link and Back does not start it again.
    await authorize('progress', {
      isReachable: this.#isReachable,
      start: (display, storage) =>
        this.#startSignIn(
          slug,
          { returnTo, state, hints, ...hint, trigger: 'automatic' },
          { display, storage },
        ),
    });
  }

  /**
   * Signs in to several organizations, one after the other: with a live AuthKit session the user needs no input. The
   * browser returns to `paths.signInProgress` after at most five; that page continues with the rest.
   * `createSignInToAll` does both.
   *
   * @param slugs organizations without a session, any number; put those that require single sign-on last
   * @param options.trigger `automatic` when the page continues without a click
   * @param options.loginHint email of the account to sign in with
   * @throws KeyringError `temporarily_unavailable` with `retryAfter` (s): AuthKit allows ten sign-ins a minute
   */
  async signInToAll(
    slugs: readonly [string, ...string[]],
    { trigger = 'requested', loginHint = null }: SignInToAllOptions = {},
  ): Promise<void> {
    const [first, ...others] = slugs;
    const organizationSlug = requireOrganizationSlug(first);
    const following = others.slice(0, FOLLOWING_LIMIT).map(requireOrganizationSlug);
    const returnTo = keyringPaths().signInProgress;
    const request = { organizationSlug, returnTo, trigger, prompt: null, loginHint, following };
    await authorize('progress', {
      isReachable: this.#isReachable,
      start: () => this.#startAuthorization(request),
    });
  }

  /** Ends the sessions of these organizations, on this device and at AuthKit. The worker tells every tab. */
  async signOut(organizations: readonly Organization[]): Promise<void> {
    const ids = organizations.map(({ id }) => id);
    for (let sent = 0; sent < ids.length; sent += SIGN_OUT_BATCH)
      await this.#ask('sign-out', { organizationIds: ids.slice(sent, sent + SIGN_OUT_BATCH) });
  }

  /** Ends an impersonated session, here and at AuthKit. The page leaves for AuthKit's logout if AuthKit can be reached. */
  async endImpersonation({ id }: Organization): Promise<void> {
    const { logoutUrl } = await this.#ask('sign-out', { organizationIds: [id] });
    if (logoutUrl !== null) await this.leaveForLogout(logoutUrl);
  }

  /**
   * Ends every session. If there was one, the page leaves for AuthKit's logout, which ends AuthKit's own cookie.
   *
   * @param options.returnTo where AuthKit's logout returns to; it must be registered there. Default: the app's home
   * @param options.display `none`: stay on this page. The worker ends the sessions at AuthKit in the background
   * @returns the address of that logout when AuthKit cannot be reached: the user is still signed in at AuthKit until
   *   {@link leaveForLogout} succeeds. null: nothing is left to do
   */
  async signOutEverywhere({ returnTo, display = 'page' }: SignOutOptions = {}): Promise<string | null> {
    const { logoutUrl } = await this.#ask('sign-out', { organizationIds: 'all' });
    if (logoutUrl === null || display === 'none') return null;
    const url = new URL(logoutUrl);
    if (returnTo !== undefined) url.searchParams.set('return_to', returnTo);
    return (await this.leaveForLogout(url.href)) ? null : url.href;
  }

  /**
   * Leaves for AuthKit's logout. When the browser says that it is offline, one request to AuthKit decides whether to
   * leave, so that a user without a network does not end on the browser's own error page.
   *
   * @param logoutUrl what {@link signOutEverywhere} returned
   * @returns whether the page leaves
   */
  async leaveForLogout(logoutUrl: string): Promise<boolean> {
    if (!(await mayLeave(this.#isReachable))) return false;
    location.assign(logoutUrl);
    return true;
  }

  async #startSignIn(
    slug: string | null,
    options: SignInOptions,
    { display, storage }: { readonly display: SignInDisplay; readonly storage: Storage },
  ): Promise<string> {
    const { returnTo = hereAsPath(), trigger = 'requested', prompt = null, loginHint = null } = options;
    const { hints = {}, state = null } = options;
    if (state !== null && state.length > APP_STATE_LIMIT)
      throw new TypeError(`The state of a sign-in has at most ${APP_STATE_LIMIT} characters.`);
    const organizationSlug = slug === null ? null : requireOrganizationName(slug);
    // The worker replaces the app's home by the home of the organization that the user signs in to.
    const returnPath = encodeReturnPath(returnTo, location.origin) ?? keyringPaths().scope;
    const popupPath = keyringPaths().signInFinished;
    const signIn = { slug, state, returnTo: display === 'popup' ? popupPath : returnPath };
    const url = await this.#startAuthorization({
      organizationSlug,
      returnTo: signIn.returnTo,
      trigger,
      prompt,
      loginHint,
      following: [],
      hints,
    });
    noteSignIn(storage, signIn);
    return url;
  }

  /** If the worker does not know the request, because it is of an older version, the page tries. */
  readonly #isReachable = (): Promise<boolean> =>
    this.#ask('check-connection', {}).then(
      ({ isReachable }) => isReachable,
      () => true,
    );

  async #isSignedIn(slug: string): Promise<boolean> {
    const { sessions } = await this.#ask('list-sessions', {});
    return sessions.some(({ organization, session }) => organization.slug === slug && isUsable(session));
  }

  async #startAuthorization(ask: Omit<StartAuthorization, 'tab'>): Promise<string> {
    const loginHint = usableHint(ask.loginHint);
    return (await this.#ask('start-authorization', { ...ask, loginHint, tab: tabName() })).authorizationUrl;
  }

  async #ask<T extends RequestType>(type: T, question: Question<T>): Promise<WorkerResponse<T>> {
    return askWorker(await waitForControl(), type, question);
  }
}

/** A hint only preselects an account. A text that is too long for an email address is left out. */
function usableHint(loginHint: string | null): string | null {
  return loginHint === null || loginHint === '' || loginHint.length > EMAIL_LIMIT ? null : loginHint;
}

/** Where a tab goes whose organization has a session already. Other script may have written any path to its storage. */
function pathIn(slug: string, returnTo: string): string {
  const { signInFinished } = keyringPaths();
  if (returnTo === signInFinished) return `${signInFinished}?organization=${slug}`;
  const path = encodeReturnPath(returnTo, location.origin);
  const isInside =
    path !== undefined && organizationSlugOfPath(new URL(path, location.origin).pathname) === slug;
  return isInside ? path : pathOfOrganization(requireOrganizationSlug(slug));
}

function hereAsPath(): string {
  return location.pathname + location.search + location.hash;
}
