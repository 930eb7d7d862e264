import { isUsable, type SessionStatus, TabOrganization } from '../client/index.ts';
import { type AuthKitKeyring, type Connection, readAccessToken } from './access-token.ts';
import { AutoRefresh } from './auto-refresh.ts';
import { callApp } from './call-app.ts';
import { connectOnce } from './connect-once.ts';
import { LoginRequiredError, NoSessionError } from './errors.ts';
import { findSignedIn, keepRedirectState, type RedirectState, takeRedirectState } from './redirect-state.ts';
import { refreshResponseOf } from './refresh-response.ts';
import { type ScreenHint, type SignInRequest, toSignIn, unlessLoop } from './sign-in-request.ts';
import { switchTab } from './switch-tab.ts';
import type { CreateClientOptions, OnRefreshResponse, SignInOptions, SwitchOptions, User } from './types.ts';

/** Where a sign-out continues. */
type SignOutOptions = Parameters<AuthKitKeyring['signOutEverywhere']>[0];

/**
 * The client of `@workos-inc/authkit-js`, on the keyring. Its user and organization are those of the tab: the organization
 * of the URL, or else the one chosen in this tab. `createClient` makes it.
 */
export class Client {
  readonly #options: CreateClientOptions;
  readonly #connectKeyring: () => Promise<AuthKitKeyring>;
  readonly #autoRefresh: AutoRefresh;
  #connecting: Promise<Connection> | undefined;
  #connection: Connection | undefined;
  #shown: SessionStatus | undefined;
  /** What the app sees of it: the same object until the session changes. */
  #response: OnRefreshResponse | undefined;
  /** Whether the app is signing out: the end of the session is no failure then. */
  #isSigningOut = false;
  /** Whether a sign-in of this tab came back to this page. */
  #isReturn = false;
  #stop: () => void = () => {};

  /** @param connectKeyring connects this page to the worker */
  constructor(
    options: CreateClientOptions = {},
    connectKeyring: () => Promise<AuthKitKeyring> = connectOnce,
  ) {
    const { refreshBufferInterval = 10, onBeforeAutoRefresh = () => !document.hidden } = options;
    this.#options = options;
    this.#connectKeyring = connectKeyring;
    this.#autoRefresh = new AutoRefresh({
      buffer: refreshBufferInterval * 1_000,
      isWanted: onBeforeAutoRefresh,
      refresh: () => void this.#open().catch(() => {}),
    });
  }

  /**
   * Connects to the worker. Later calls wait for the first one.
   *
   * @throws KeyringError `unsupported`, `controller_missing` or `deadline_exceeded`, as `connectKeyring` does
   */
  async initialize(): Promise<void> {
    this.#connecting ??= this.#connect().catch((error: unknown) => {
      // A call that failed may be repeated.
      this.#connecting = undefined;
      throw error;
    });
    await this.#connecting;
  }

  /**
   * Starts a sign-in and returns its URL, for a link. The URL works once, within ten minutes.
   *
   * @throws KeyringError as `keyring.signIn` does
   */
  getSignInUrl(options: SignInOptions = {}): Promise<string> {
    return this.#signInUrl(options);
  }

  /** As {@link getSignInUrl}, and AuthKit shows its sign-up page. */
  getSignUpUrl(options: SignInOptions = {}): Promise<string> {
    return this.#signInUrl(options, 'sign-up');
  }

  /**
   * Leaves for AuthKit. The tab returns to this page, and `onRedirectCallback` gets `state`. Without `organizationId`
   * AuthKit asks for the organization, unless this tab's organization needs the sign-in.
   *
   * @throws KeyringError as `keyring.signIn` does
   */
  signIn(options: SignInOptions = {}): Promise<void> {
    return this.#signIn(options);
  }

  /** As {@link signIn}, and AuthKit shows its sign-up page. */
  signUp(options: SignInOptions = {}): Promise<void> {
    return this.#signIn(options, 'sign-up');
  }

  /**
   * Ends every session of this device, and AuthKit's own. `navigate: false` stays on the page and resolves when the
   * sessions have ended here; the worker ends them at AuthKit.
   *
   * @throws NoSessionError there is no session
   */
  signOut(options?: { returnTo?: string | undefined; navigate?: true | undefined }): void;
  signOut(options?: { returnTo?: string | undefined; navigate: false }): Promise<void>;
  signOut({
    returnTo,
    navigate = true,
  }: {
    returnTo?: string | undefined;
    navigate?: boolean | undefined;
  } = {}): void | Promise<void> {
    const keyring = this.#connection?.keyring;
    if (keyring === undefined || this.#response === undefined) {
      if (navigate) throw new NoSessionError();
      return Promise.reject(new NoSessionError());
    }
    if (!navigate) return this.#signOut(keyring, { display: 'none' });
    this.#signOut(keyring, returnTo === undefined ? {} : { returnTo }).catch(reportError);
  }

  /**
   * Returns the session handle of this tab's organization: it has the claims of an access token, and the worker replaces
   * it by the access token when a request to your API carries it. It is no credential.
   *
   * @param options.forceRefresh refresh first: at most three times a minute for each organization
   * @throws LoginRequiredError there is no session
   * @throws RefreshError with `isTransient`: the refresh is not possible now, and the session is kept
   */
  async getAccessToken({
    forceRefresh = false,
  }: {
    forceRefresh?: boolean | undefined;
  } = {}): Promise<string> {
    return readAccessToken(await this.#connected(), forceRefresh);
  }

  /** The user of this tab's session; null: there is none. */
  getUser(): User | null {
    return this.#response?.user ?? null;
  }

  /** Stops all callbacks, and `getUser()` returns null. The sessions are kept. */
  dispose(): void {
    this.#stop();
    this.#response = undefined;
    this.#connection?.tab.dispose();
    this.#autoRefresh.schedule(undefined);
  }

  /**
   * Makes an organization this tab's own. With a session it makes no request and no redirect; without one it leaves for the
   * sign-in. While the URL names another organization, the page goes to the home of the chosen one: use your router there.
   *
   * @throws RefreshError with `isTransient`: the organization cannot be opened now
   */
  async switchToOrganization({ organizationId, signInOpts = {} }: SwitchOptions): Promise<void> {
    if (await switchTab(await this.#connected(), organizationId)) return;
    await this.#signIn({ ...signInOpts, organizationId }, signInOpts.screenHint);
  }

  async #connect(): Promise<Connection> {
    const keyring = await this.#connectKeyring();
    const tab = new TabOrganization(keyring);
    await tab.ready();
    const left = takeRedirectState();
    this.#isReturn = left !== undefined;
    const signedIn = left && findSignedIn(keyring.getSnapshot().sessions, left);
    if (signedIn !== undefined) tab.choose(signedIn);
    this.#connection = { keyring, tab };
    this.#stop = tab.subscribe(this.#onChange);
    this.#onChange();
    if (left !== undefined && signedIn !== undefined) this.#returnFromRedirect(left, signedIn);
    return this.#connection;
  }

  readonly #onChange = (): void => {
    // A URL that may name no organization has ended no session.
    if (this.#connection?.tab.isLookingUp) return;
    const before = this.#response;
    this.#shown = this.#connection?.tab.getStatus();
    const now = refreshResponseOf(this.#shown);
    this.#response = now;
    const session = this.#shown?.session;
    this.#autoRefresh.schedule(
      session !== undefined && isUsable(session) ? session.accessTokenExpiresAt : undefined,
    );
    const { onRefresh, onRefreshFailure } = this.#options;
    // The start and the end of a refresh change nothing that the app sees.
    if (now !== undefined && now.accessToken !== before?.accessToken) callApp(onRefresh, now);
    if (now !== undefined) return;
    const isFailure = before !== undefined && !this.#isSigningOut;
    this.#isSigningOut = false;
    if (isFailure) callApp(onRefreshFailure, { signIn: this.signIn.bind(this) });
  };

  /** The worker has exchanged the code already. The tab that left calls `onRedirectCallback` when it is back. */
  #returnFromRedirect({ state }: RedirectState, signedIn: SessionStatus): void {
    const response = refreshResponseOf(signedIn);
    if (response === undefined) return;
    const returned = (state ?? undefined) as Record<string, unknown> | undefined;
    callApp(this.#options.onRedirectCallback, { ...response, refreshToken: '', state: returned });
  }

  async #connected(): Promise<Connection> {
    await this.initialize();
    if (this.#connection === undefined) throw new LoginRequiredError();
    return this.#connection;
  }

  async #open(): Promise<void> {
    const { keyring, tab } = await this.#connected();
    const slug = tab.getStatus()?.organization.slug;
    if (slug !== undefined) await keyring.openOrganization(slug);
  }

  async #signOut(keyring: AuthKitKeyring, options: SignOutOptions): Promise<void> {
    this.#isSigningOut = true;
    try {
      await keyring.signOutEverywhere(options);
    } catch (error) {
      this.#isSigningOut = false;
      throw error;
    }
  }

  async #signIn(options: SignInOptions, screenHint?: ScreenHint): Promise<void> {
    const { keyring, name, request } = await this.#prepare(options, screenHint);
    keepRedirectState(options.state, name);
    try {
      await keyring.signIn(name, this.#isReturn ? unlessLoop(this.#shown, request) : request);
    } catch (error) {
      // This tab stays, so its next load is no return.
      takeRedirectState();
      throw error;
    }
  }

  async #signInUrl(options: SignInOptions, screenHint?: ScreenHint): Promise<string> {
    const { keyring, name, request } = await this.#prepare(options, screenHint);
    const url = await keyring.signInUrl(name, request);
    keepRedirectState(options.state, name);
    return url;
  }

  async #prepare(options: SignInOptions, screenHint?: ScreenHint): Promise<Connection & SignInRequest> {
    const connection = await this.#connected();
    return { ...connection, ...toSignIn(this.#shown, { ...options, ...(screenHint && { screenHint }) }) };
  }
}
