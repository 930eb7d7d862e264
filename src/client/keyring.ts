import type { Workbox } from 'workbox-window';
import type { VaultMode } from '../protocol/configuration.ts';
import type { JournalEntry } from '../protocol/journal.ts';
import {
  type Answer,
  type Ask,
  FOLLOWING_LIMIT,
  type KeyringEvent,
  type KeyringSnapshot,
  type RequestType,
  type StartAuthorization,
} from '../protocol/messages.ts';
import { parseEvent } from '../protocol/parse-answer.ts';
import type { Organization, SessionStatus } from '../protocol/session-status.ts';
import {
  SIGN_IN_FAILED_PATH,
  SIGN_IN_FINISHED_PATH,
  SIGN_IN_PROGRESS_PATH,
} from '../protocol/sign-in-paths.ts';
import { authorize, type SignInDisplay } from './authorize.ts';
import { connect, waitForControl } from './connect.ts';
import { forgetInterruptedSignIn, interruptedSignIn, noteSignIn } from './interrupted-sign-in.ts';
import { keepWarm } from './keep-warm.ts';
import { askWorker } from './message-channel.ts';
import { tabName } from './tab-name.ts';

/** How a sign-in is asked for. */
export interface SignInOptions {
  /** Path to come back to; default: where the page is. */
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
  readonly #workbox: Workbox;

  constructor(workbox: Workbox) {
    this.#workbox = workbox;
    navigator.serviceWorker.addEventListener('message', (message) => {
      const event = parseEvent(message.data);
      if (event !== undefined) for (const listener of this.#listeners) listener(event);
    });
    navigator.serviceWorker.startMessages();
    keepWarm(() => {
      this.#ask('keep-warm', {}).catch(() => {});
    });
  }

  /** Hears what the worker says unasked. @returns stops it */
  subscribe(listener: (event: KeyringEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Hears that a new version of the worker has taken over. Nothing is lost and nothing has to happen: sessions are in
   * the store and old pages go on. A reload brings the new version of the page.
   */
  onUpdate(listener: () => void): void {
    this.#workbox.addEventListener('controlling', ({ isUpdate, isExternal }) => {
      if (isUpdate || isExternal) listener();
    });
  }

  /**
   * Looks an organization up, and refreshes its access token when that has expired. It resolves within about half a
   * second: a refresh that takes longer goes on in the background, the state is `refreshing`, and `sessions-changed` tells
   * the outcome.
   *
   * @throws KeyringError `organization_unknown`, or `offline` and `temporarily_unavailable` when it was never seen here
   */
  openOrganization(slug: string): Promise<SessionStatus> {
    return this.#ask('open-organization', { organizationSlug: slug });
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
  refreshSession(slug: string): Promise<SessionStatus> {
    return this.#ask('refresh-session', { organizationSlug: slug });
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
  async inspect(): Promise<readonly JournalEntry[]> {
    return (await this.#ask('inspect', {})).entries;
  }

  /**
   * Signs in to an organization at AuthKit (null: AuthKit asks which). A page that leaves goes only when the worker
   * says that everything is durable: one engine ends the worker the moment its last page leaves.
   *
   * @returns where the sign-in goes on. `popup`: this page stays and hears of the session when there is one
   * @throws KeyringError `offline`, `authorization_in_progress`, `authorization_limited`, `organization_unknown`
   */
  signIn(slug: string | null, options: SignInOptions = {}): Promise<SignInDisplay> {
    const { returnTo = hereAsPath(), trigger = 'requested', prompt = null, display = 'page' } = options;
    const { loginHint = null } = options;
    return authorize(display, async (actual, storage) => {
      const signIn = { slug, returnTo: actual === 'popup' ? SIGN_IN_FINISHED_PATH : returnTo };
      const url = await this.#startAuthorization({
        organizationSlug: slug,
        returnTo: signIn.returnTo,
        trigger,
        prompt,
        loginHint,
        following: [],
      });
      noteSignIn(storage, signIn);
      return url;
    });
  }

  /**
   * Asks once more for the sign-in that this tab left for, when it came back to {@link SIGN_IN_FAILED_PATH} without a
   * reason: the worker no longer knew of it, for it took longer than ten minutes, or the worker lost its key. Who has
   * signed in at AuthKit meanwhile is asked for nothing. One that cannot begin now, offline say, can be resumed later.
   *
   * @returns whether there was one; then the page leaves
   * @throws KeyringError `authorization_limited`: it was tried often enough; and as {@link signIn} does
   */
  async resumeSignIn(): Promise<boolean> {
    const interrupted = interruptedSignIn();
    if (interrupted === undefined) return false;
    await this.signIn(interrupted.slug, { returnTo: interrupted.returnTo, trigger: 'automatic' });
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
    const [organizationSlug, ...others] = slugs;
    const following = others.slice(0, FOLLOWING_LIMIT);
    const returnTo = SIGN_IN_PROGRESS_PATH;
    const request = { organizationSlug, returnTo, trigger, prompt: null, loginHint, following };
    await authorize('progress', () => this.#startAuthorization(request));
  }

  /** Ends the sessions of these organizations, on this device and at AuthKit. Every tab of them is told. */
  async signOut(organizations: readonly Organization[]): Promise<void> {
    await this.#ask('sign-out', { organizationIds: organizations.map(({ id }) => id) });
  }

  /**
   * Ends every session. Leaves for AuthKit's logout when there was one, so that its own cookie ends too.
   *
   * @returns the address of that logout where this page could not leave for it, being offline: AuthKit's own sign-in
   *   stands until somebody follows it. null: nothing is left to do
   */
  async signOutEverywhere(): Promise<string | null> {
    const { logoutUrl } = await this.#ask('sign-out', { organizationIds: 'all' });
    // Offline it would end on the browser's own error page.
    if (logoutUrl === null || !navigator.onLine) return logoutUrl;
    location.assign(logoutUrl);
    return null;
  }

  async #startAuthorization(ask: Omit<StartAuthorization, 'tab'>): Promise<string> {
    return (await this.#ask('start-authorization', { ...ask, tab: tabName() })).authorizationUrl;
  }

  async #ask<T extends RequestType>(type: T, ask: Ask<T>): Promise<Answer<T>> {
    return askWorker(await waitForControl(), type, ask);
  }
}

/**
 * Registers the worker, waits until it controls this page, and hands out the page's handle. Render nothing that calls
 * an API before this resolves.
 *
 * @throws KeyringError `unsupported` or `controller_missing`
 */
export async function connectKeyring(): Promise<Keyring> {
  const keyring = new Keyring(await connect());
  if (location.pathname !== SIGN_IN_FAILED_PATH) forgetInterruptedSignIn();
  return keyring;
}

function hereAsPath(): string {
  return location.pathname + location.search + location.hash;
}
