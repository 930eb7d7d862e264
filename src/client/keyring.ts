import type { VaultMode } from '../protocol/configuration.ts';
import { parseEvent } from '../protocol/envelopes.ts';
import type { LogEntry } from '../protocol/log.ts';
import {
  FOLLOWING_LIMIT,
  type KeyringEvent,
  type KeyringSnapshot,
  type StartAuthorization,
} from '../protocol/messages.ts';
import type { KeyringPathsOptions } from '../protocol/paths.ts';
import type { Question, RequestType, WorkerResponse } from '../protocol/requests.ts';
import { encodeReturnPath } from '../protocol/return-path.ts';
import { EMAIL_LIMIT, isUsable, type Organization, type SessionStatus } from '../protocol/session-status.ts';
import { authorize, mayLeave, type SignInDisplay } from './authorize.ts';
import { callListeners } from './call-listeners.ts';
import { connect, waitForControl } from './connect.ts';
import { forgetInterruptedSignIn, interruptedSignIn, noteSignIn } from './interrupted-sign-in.ts';
import { keepWarm } from './keep-warm.ts';
import { askWorker } from './message-channel.ts';
import {
  keyringPaths,
  organizationSlugOfPath,
  pathOfOrganization,
  requireOrganizationSlug,
  setKeyringPaths,
} from './paths.ts';
import { tabName } from './tab-name.ts';

/** Organizations in one sign-out message, which has at most 8 KB: an id has at most 128 characters. */
const SIGN_OUT_BATCH = 50;

/** How a sign-in is asked for. */
export interface SignInOptions {
  /**
   * Path to come back to; default: where the page is. Percent-encoded it has at most 4,096 characters; a longer one, or
   * one of another organization, becomes the organization's home.
   */
  readonly returnTo?: string;
  /** `automatic`: nobody clicked. The worker then refuses a second prompt and a loop. Default `requested`. */
  readonly trigger?: StartAuthorization['trigger'];
  /** `login`: ask for credentials even with a live AuthKit session, for another account. */
  readonly prompt?: StartAuthorization['prompt'];
  /** Email of the account to sign in with; the hosted page starts with it. */
  readonly loginHint?: string;
  /** `popup`: in a window of its own, where the browser can; this page stays as it is. Default `page`. */
  readonly display?: SignInDisplay;
}

/** How a sign-in to several organizations is asked for. */
export interface SignInToAllOptions {
  readonly trigger?: StartAuthorization['trigger'];
  readonly loginHint?: string | null;
}

/**
 * A page's handle on the keyring: what the worker knows, without a token in it.
 *
 * @example
 * const keyring = await connectKeyring();
 * const { session } = await keyring.openOrganization('acme');
 */
export class Keyring {
  readonly #listeners = new Set<(event: KeyringEvent) => void>();

  constructor() {
    navigator.serviceWorker.addEventListener('message', (message) => {
      const event = parseEvent(message.data);
      if (event !== undefined) callListeners(this.#listeners, event);
    });
    navigator.serviceWorker.startMessages();
    keepWarm(() => {
      this.#ask('keep-warm', {}).catch(() => {});
    });
  }

  /**
   * Calls a listener for each event that the worker sends. An error that a listener throws goes to `reportError`; the
   * other listeners are called all the same.
   *
   * A page that is frozen or suspended misses events. {@link watchSessions} also covers those.
   *
   * @returns stops it
   */
  subscribe(listener: (event: KeyringEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Calls a listener when a new version of the worker has taken over. Sessions are kept and open pages go on working;
   * a reload brings the new version of the page.
   *
   * @returns stops it
   */
  onUpdate(listener: () => void): () => void {
    const { serviceWorker } = navigator;
    const onChange = (): void => {
      // Without a controller the worker was unregistered, which is no new version.
      if (serviceWorker.controller !== null) listener();
    };
    serviceWorker.addEventListener('controllerchange', onChange);
    return () => serviceWorker.removeEventListener('controllerchange', onChange);
  }

  /**
   * Looks an organization up, and refreshes its access token when that has expired. It resolves within about half a
   * second: a refresh that takes longer goes on in the background, the state is `refreshing`, and `sessions-changed` tells
   * the outcome.
   *
   * @throws KeyringError `organization_unknown`, or `offline` and `temporarily_unavailable` when it was never seen here
   */
  async openOrganization(slug: string): Promise<SessionStatus> {
    return this.#ask('open-organization', { organizationSlug: requireOrganizationSlug(slug) });
  }

  /**
   * Refreshes an organization's session now, although its access token has not expired: a role has changed, say. A refresh
   * that is in flight is joined. Each organization has three a minute, within AuthKit's limit for all of them together.
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

  /** Every session on this device, and whether they outlive the worker. */
  snapshot(): Promise<KeyringSnapshot> {
    return this.#ask('list-sessions', {});
  }

  /** How the worker of this browser keeps its sessions: `sealed` is offered only where it holds. */
  async vaultMode(): Promise<VaultMode> {
    return (await this.#ask('claim', {})).vault;
  }

  /** Every organization of the people signed in here, with the state of its session. */
  async listOrganizations(): Promise<readonly SessionStatus[]> {
    return (await this.#ask('list-organizations', {})).organizations;
  }

  /**
   * What happened in the worker, over its restarts, oldest first: how calls were bound, why sessions were refreshed or
   * refused, how long it took. For a developer's inspector and for bug reports; there is no token in it.
   */
  async inspect(): Promise<readonly LogEntry[]> {
    return (await this.#ask('inspect', {})).entries;
  }

  /**
   * Signs in to an organization at AuthKit (null: AuthKit asks which). A page that leaves goes only when the worker
   * says that everything is durable: one engine ends the worker the moment its last page leaves.
   *
   * @returns where the sign-in goes on. `popup`: this page stays and hears of the session when there is one
   * @throws KeyringError `offline`: the browser says so, and the sign-in service could not be reached either;
   *   `authorization_in_progress`, `authorization_limited`, `organization_unknown`
   */
  async signIn(slug: string | null, options: SignInOptions = {}): Promise<SignInDisplay> {
    const { returnTo = hereAsPath(), trigger = 'requested', prompt = null, display = 'page' } = options;
    const { loginHint = null } = options;
    const organizationSlug = slug === null ? null : requireOrganizationSlug(slug);
    // The worker replaces the app's home by the home of the organization.
    const returnPath = encodeReturnPath(returnTo, location.origin) ?? keyringPaths().scope;
    const start = async (actual: SignInDisplay, storage: Storage): Promise<string> => {
      const signIn = { slug, returnTo: actual === 'popup' ? keyringPaths().signInFinished : returnPath };
      const url = await this.#startAuthorization({
        organizationSlug,
        returnTo: signIn.returnTo,
        trigger,
        prompt,
        loginHint,
        following: [],
      });
      noteSignIn(storage, signIn);
      return url;
    };
    return authorize(display, { isReachable: this.#isReachable, start });
  }

  /**
   * Asks once more for the sign-in that this tab left for, when it came back to `paths.signInFailed` without a
   * reason: the worker no longer knew of it, for it took longer than ten minutes, or the worker lost its key. Who has
   * signed in at AuthKit meanwhile is asked for nothing. One that cannot begin now, offline say, can be resumed later.
   * If the organization has a session by now, from another tab say, the page goes there and nothing is asked for.
   *
   * @returns whether there was one; then the page leaves
   * @throws KeyringError `authorization_limited`: it was tried often enough; and as {@link signIn} does
   */
  async resumeSignIn(): Promise<boolean> {
    const interrupted = interruptedSignIn();
    if (interrupted === undefined) return false;
    const { slug, returnTo } = interrupted;
    if (slug !== null && (await this.#isSignedIn(slug))) location.replace(pathIn(slug, returnTo));
    else await this.signIn(slug, { returnTo, trigger: 'automatic' });
    return true;
  }

  /**
   * Signs in to several organizations, one after the other: with a live AuthKit session nothing is asked. It comes
   * back to `paths.signInProgress` after at most five, for that page to go on with the rest.
   *
   * @param slugs those without a session, however many; an organization that asks for single sign-on belongs last
   * @param options.trigger `automatic` when the page goes on by itself
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

  /** Ends the sessions of these organizations, on this device and at AuthKit. Every tab of them is told. */
  async signOut(organizations: readonly Organization[]): Promise<void> {
    const ids = organizations.map(({ id }) => id);
    for (let sent = 0; sent < ids.length; sent += SIGN_OUT_BATCH)
      await this.#ask('sign-out', { organizationIds: ids.slice(sent, sent + SIGN_OUT_BATCH) });
  }

  /**
   * Ends every session. Leaves for AuthKit's logout when there was one, so that its own cookie ends too.
   *
   * @returns the address of that logout when AuthKit cannot be reached: the user is still signed in at AuthKit until
   *   {@link leaveForLogout} succeeds. null: nothing is left to do
   */
  async signOutEverywhere(): Promise<string | null> {
    const { logoutUrl } = await this.#ask('sign-out', { organizationIds: 'all' });
    if (logoutUrl === null || (await this.leaveForLogout(logoutUrl))) return null;
    return logoutUrl;
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

  /** A worker that cannot say, an older one for example, must not keep the page from trying. */
  readonly #isReachable = (): Promise<boolean> =>
    this.#ask('check-connection', {}).then(
      ({ isReachable }) => isReachable,
      () => true,
    );

  async #isSignedIn(slug: string): Promise<boolean> {
    const { sessions } = await this.snapshot();
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

/** How a page connects. */
export interface ConnectOptions {
  /** The `paths` of the server's configuration. Default: those that the page has set, or the defaults. */
  readonly paths?: KeyringPathsOptions;
}

/**
 * Registers the worker, waits until it controls this page, and hands out the page's handle. Render nothing that calls
 * an API before this resolves.
 *
 * @throws KeyringError `unsupported` or `controller_missing`
 * @throws KeyringConfigurationError that names a wrong setting of `paths`
 */
export async function connectKeyring({ paths }: ConnectOptions = {}): Promise<Keyring> {
  if (paths !== undefined) setKeyringPaths(paths);
  await connect();
  const keyring = new Keyring();
  if (location.pathname !== keyringPaths().signInFailed) forgetInterruptedSignIn();
  return keyring;
}

/** A hint only preselects an account: one that is no email address by its length is left out. */
function usableHint(loginHint: string | null): string | null {
  return loginHint === null || loginHint === '' || loginHint.length > EMAIL_LIMIT ? null : loginHint;
}

/** Where a tab goes whose organization has a session already. What stood in its storage may name any place. */
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
