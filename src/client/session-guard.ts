import { isUsable, type SessionStatus } from '../protocol/session-status.ts';
import { GuardedStatus } from './guarded-status.ts';
import type { Keyring } from './keyring.ts';
import { listenToPage } from './page-listeners.ts';
import {
  asKeyringError,
  failedState,
  hasEnded,
  isFresh,
  isIdle,
  isSignInExpected,
  LEAVING,
  OPENING,
  refusedState,
  type SessionGuardState,
  STUCK,
  WAITING,
} from './session-guard-state.ts';
import { Store } from './store.ts';

/** How long a page may take to be gone once it leaves, ms: after that the user may have stopped it. */
const LEAVING_PATIENCE = 5_000;
/** How often a visible tab that waits asks whether another tab still signs in, ms: that tab may be closed. */
const WAITING_INTERVAL = 15_000;

/** What a guard needs of the keyring. */
export type GuardedKeyring = Pick<
  Keyring,
  'getSnapshot' | 'subscribe' | 'onEvent' | 'openOrganization' | 'signIn'
>;

/**
 * Opens an organization, and signs in to it if it has no session. No state needs a reload: each state ends by itself, or
 * when {@link signIn} or {@link retry} is called. {@link createSessionGuard} makes it.
 */
export class SessionGuard {
  readonly #keyring: GuardedKeyring;
  readonly #status: GuardedStatus;
  readonly #store = new Store<SessionGuardState>(OPENING);
  readonly #disposal = new AbortController();
  /** Counts what the guard begins: the result of an earlier step no longer counts. */
  #turn = 0;
  #opening = Promise.resolve();
  /**
   * Whether the session has had a valid access token since the organization was opened. Until then it may turn out that
   * the session had ended before, which is then handled as at any opening.
   */
  #isConfirmed = false;
  /** Whether the user has typed or pressed anything since the organization was opened. */
  #hasInput = false;
  #leavingTimer: ReturnType<typeof setTimeout> | undefined;
  #waitingTimer: ReturnType<typeof setInterval> | undefined;

  constructor(keyring: GuardedKeyring, organization: string) {
    this.#keyring = keyring;
    this.#status = new GuardedStatus(() => keyring.getSnapshot(), organization);
    const { signal } = this.#disposal;
    listenToPage(
      {
        onInput: () => {
          this.#hasInput = true;
        },
        onVisibility: this.#onVisibility,
        onOnline: () => {
          if (this.getState().type === 'failed') this.#open(true);
        },
        // The user came back without having signed in: leaving again at once would trap them there.
        onRestored: () => {
          if (this.getState().type === 'leaving') this.#open(false);
        },
      },
      signal,
    );
    const unsubscribe = keyring.subscribe(this.#onSnapshot);
    const stopEvents = keyring.onEvent(({ type }) => {
      if (type === 'organizations-changed') void this.#reopen();
    });
    signal.addEventListener('abort', () => {
      unsubscribe();
      stopEvents();
    });
    this.#open(true);
  }

  /** The same object until it changes. */
  readonly getState = (): SessionGuardState => this.#store.get();

  /** Calls a listener after each change of {@link getState}. @returns stops it */
  readonly subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Leaves for AuthKit: for a click. */
  readonly signIn = (): void => void this.#signIn('requested');

  /** Opens the organization again: for a click. */
  readonly retry = (): void => this.#open(true);

  /** Guards another organization: for a page that stays while its URL changes. */
  setOrganization(slug: string): void {
    if (slug === this.#status.slug) return;
    this.#status.setOrganization(slug);
    this.#open(true);
  }

  /** Removes every listener and timer. The state no longer changes. */
  dispose(): void {
    this.#turn += 1;
    clearTimeout(this.#leavingTimer);
    clearInterval(this.#waitingTimer);
    this.#disposal.abort();
    this.#store.clear();
  }

  get #isDisposed(): boolean {
    return this.#disposal.signal.aborted;
  }

  #setState(state: SessionGuardState): void {
    clearInterval(this.#waitingTimer);
    // A tab that waits for one that was closed at AuthKit would otherwise wait forever.
    if (state === WAITING) this.#waitingTimer = setInterval(this.#onVisibility, WAITING_INTERVAL);
    this.#store.set(state);
  }

  #prompt(status: SessionStatus): void {
    this.#setState({ type: 'prompt', status, isLimited: false });
  }

  /** Shows the organization. A session that was confirmed since the organization was opened stays confirmed. */
  #show(current: SessionStatus): void {
    const before = this.getState();
    this.#isConfirmed = (before.type === 'shown' && this.#isConfirmed) || isFresh(current);
    const status = this.#status.known ?? current;
    if (before.type === 'shown' && before.status === status) return;
    const { session } = status;
    const userBefore = before.type === 'shown' ? before.userId : '';
    this.#setState({ type: 'shown', status, userId: isUsable(session) ? session.user.id : userBefore });
  }

  /** Whether the organization is shown and the user may be working with it. */
  #isInUse(): boolean {
    return this.getState().type === 'shown' && (this.#isConfirmed || this.#hasInput);
  }

  #open(mayRedirect: boolean): void {
    if (this.#isDisposed) return;
    this.#turn += 1;
    const mine = this.#turn;
    clearTimeout(this.#leavingTimer);
    this.#hasInput = false;
    this.#isConfirmed = false;
    // A session whose access token has expired is shown too: cached data is visible while the worker refreshes the token.
    this.#showOr(this.getState().type === 'waiting' ? WAITING : OPENING);
    // A listener may have disposed of the guard, or opened another organization.
    if (mine === this.#turn) this.#opening = this.#request(mayRedirect);
  }

  /** Shows a usable session that this page knows, for example of another tab. Without one it sets the state. */
  #showOr(state: SessionGuardState): void {
    const { known } = this.#status;
    if (known !== undefined && isUsable(known.session)) this.#show(known);
    else if (state !== this.getState()) this.#setState(state);
  }

  /** The worker's response may be outdated: it asks again, and shows nothing of it unless the result differs. */
  async #reopen(): Promise<void> {
    const mine = this.#turn;
    await this.#opening;
    if (mine === this.#turn && !['leaving', 'waiting'].includes(this.getState().type))
      await this.#request(true);
  }

  async #request(mayRedirect: boolean): Promise<void> {
    if (this.#isDisposed) return;
    const mine = this.#turn;
    const before = this.#status.latest;
    try {
      const response = await this.#keyring.openOrganization(this.#status.slug);
      if (mine !== this.#turn) return;
      this.#onOpened(this.#status.receive(response, before), mayRedirect);
    } catch (error) {
      if (mine !== this.#turn) return;
      const failure = failedState(asKeyringError(error));
      const isSettled = ['shown', 'prompt', 'not-found'].includes(this.getState().type);
      if (failure.type === 'not-found' || !isSettled) this.#setState(failure);
    }
  }

  #onOpened(current: SessionStatus, mayRedirect: boolean): void {
    const now = this.getState();
    if (isUsable(current.session) || this.#isInUse()) this.#show(current);
    else if (now.type === 'prompt') this.#setState({ ...now, status: current });
    else this.#askForSession(current, mayRedirect);
  }

  /** There is no session, or it was lost before the organization was opened. */
  #askForSession(current: SessionStatus, mayRedirect: boolean): void {
    if (!mayRedirect || !isSignInExpected(current)) this.#prompt(current);
    // A sign-in page in a hidden tab is not seen: this tab waits until it is visible, or another tab has signed in.
    else if (document.visibilityState === 'visible') void this.#signIn('automatic');
    else this.#setState(WAITING);
  }

  async #signIn(trigger: 'automatic' | 'requested'): Promise<void> {
    if (this.#isDisposed) return;
    this.#turn += 1;
    const mine = this.#turn;
    clearTimeout(this.#leavingTimer);
    // A tab that waits asks again and again, and is refused: it shows nothing of that.
    if (this.getState().type !== 'waiting' || trigger === 'requested') this.#setState(LEAVING);
    if (mine !== this.#turn) return;
    try {
      await this.#keyring.signIn(this.#status.slug, { trigger });
      if (mine !== this.#turn) return;
      // Before the state: a listener may dispose of the guard, which clears the timer.
      this.#leavingTimer = setTimeout(() => {
        if (this.getState().type === 'leaving') this.#showOr(STUCK);
      }, LEAVING_PATIENCE);
      this.#setState(LEAVING);
    } catch (error) {
      if (mine === this.#turn) this.#showOr(refusedState(asKeyringError(error), this.#status.known));
    }
  }

  readonly #onSnapshot = (): void => {
    this.#showSnapshot();
    // A sign-in to another organization may have restored the credential of this one.
    if (this.#status.hasNewSignIn() && hasEnded(this.#status.known)) void this.#reopen();
  };

  /** A sign-in in another tab shows the organization here too; a sign-out hides it. */
  #showSnapshot(): void {
    const current = this.#status.readSnapshot();
    if (current === undefined) return;
    const now = this.getState();
    const isLost = current.session.status === 'needs-authorization';
    if (this.#status.isOut(current)) {
      if (now.type !== 'leaving') this.#prompt(current);
    } else if (isUsable(current.session) && (isIdle(now) || now.type === 'shown')) this.#show(current);
    else if (now.type === 'shown' && isLost && !this.#isInUse()) this.#askForSession(current, true);
    else if (now.type === 'shown') this.#show(current);
    // The sign-in that this tab waits for was refused.
    else if (now.type === 'waiting' && isLost && !isSignInExpected(current)) this.#prompt(current);
  }

  /** A tab that waits is visible: it asks, unless another tab still signs in. */
  readonly #onVisibility = (): void => {
    if (document.visibilityState === 'visible' && this.getState().type === 'waiting') this.#open(true);
  };
}

/**
 * Guards the pages of an organization: show them while the state is `shown`, else what {@link SessionGuardState} says. Opening
 * starts at once, and leads to AuthKit without a click where the user expects that.
 *
 * @param options.organization slug of the organization in the URL
 * @example
 * const guard = createSessionGuard(keyring, { organization: 'acme' });
 * guard.subscribe(() => render(guard.getState()));
 * // when the page is left
 * guard.dispose();
 */
export function createSessionGuard(
  keyring: GuardedKeyring,
  { organization }: { readonly organization: string },
): SessionGuard {
  return new SessionGuard(keyring, organization);
}
