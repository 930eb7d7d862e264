import type { VaultMode } from '../protocol/configuration.ts';
import type { LogEntry } from '../protocol/log.ts';
import {
  type Answer,
  type Ask,
  FOLLOWING_LIMIT,
  type KeyringEvent,
  type RequestType,
  type StartAuthorization,
} from '../protocol/messages.ts';
import { organizationSlugOfPath, requireOrganizationSlug } from '../protocol/organization-slug.ts';
import { encodeReturnPath } from '../protocol/return-path.ts';
import { EMAIL_LIMIT, isUsable, type Organization, type SessionStatus } from '../protocol/session-status.ts';
import {
  SIGN_IN_FAILED_PATH,
  SIGN_IN_FINISHED_PATH,
  SIGN_IN_PROGRESS_PATH,
} from '../protocol/sign-in-paths.ts';
import { authorize, mayLeave, type SignInDisplay } from './authorize.ts';
import { waitForControl } from './connect.ts';
import { interruptedSignIn, noteSignIn } from './interrupted-sign-in.ts';
import { keepWarm } from './keep-warm.ts';
import type { KeyringSnapshot } from './keyring-snapshot.ts';
import { LiveSnapshot } from './live-snapshot.ts';
import { askWorker } from './message-channel.ts';
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
 * A page's handle on the keyring: the sessions that the worker holds, without a token. {@link connectKeyring} makes it.
 *
 * @example
 * const keyring = await connectKeyring();
 * const { session } = await keyring.openOrganization('acme');
 */
export class Keyring {
  readonly #disposal: AbortController;
  readonly #live: LiveSnapshot;

  /** @param disposal aborted by {@link dispose}; it ends everything that this keyring listens to */
  constructor(disposal = new AbortController()) {
    this.#disposal = disposal;
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
    // The worker reads `/` as "the home of what is signed in to".
    const returnPath = encodeReturnPath(returnTo, location.origin) ?? '/';
    const start = async (actual: SignInDisplay, storage: Storage): Promise<string> => {
      const signIn = { slug, returnTo: actual === 'popup' ? SIGN_IN_FINISHED_PATH : returnPath };
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
   * Asks once more for the sign-in that this tab left for, when it came back to {@link SIGN_IN_FAILED_PATH} without a
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
   * back to {@link SIGN_IN_PROGRESS_PATH} after at most five, for that page to go on with the rest.
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
    const returnTo = SIGN_IN_PROGRESS_PATH;
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
    const { sessions } = await this.#ask('list-sessions', {});
    return sessions.some(({ organization, session }) => organization.slug === slug && isUsable(session));
  }

  async #startAuthorization(ask: Omit<StartAuthorization, 'tab'>): Promise<string> {
    const loginHint = usableHint(ask.loginHint);
    return (await this.#ask('start-authorization', { ...ask, loginHint, tab: tabName() })).authorizationUrl;
  }

  async #ask<T extends RequestType>(type: T, ask: Ask<T>): Promise<Answer<T>> {
    return askWorker(await waitForControl(), type, ask);
  }
}

/** A hint only preselects an account: one that is no email address by its length is left out. */
function usableHint(loginHint: string | null): string | null {
  return loginHint === null || loginHint === '' || loginHint.length > EMAIL_LIMIT ? null : loginHint;
}

/** Where a tab goes whose organization has a session already. What stood in its storage may name any place. */
function pathIn(slug: string, returnTo: string): string {
  if (returnTo === SIGN_IN_FINISHED_PATH) return `${SIGN_IN_FINISHED_PATH}?organization=${slug}`;
  const path = encodeReturnPath(returnTo, location.origin);
  const isInside =
    path !== undefined && organizationSlugOfPath(new URL(path, location.origin).pathname) === slug;
  return isInside ? path : `/${slug}/`;
}

function hereAsPath(): string {
  return location.pathname + location.search + location.hash;
}
