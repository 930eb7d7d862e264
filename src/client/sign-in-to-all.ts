import type { KeyringError } from '../protocol/errors.ts';
import type { SessionStatus } from '../protocol/session-status.ts';
import type { Keyring } from './keyring.ts';
import { asKeyringError } from './session-guard-state.ts';
import { beginSignInToAll, currentRun, endRun, keepRun, resumedRun, type SignInRun } from './sign-in-run.ts';
import {
  latestAccount,
  type SignInToAllAccount,
  type SignInToAllPhase,
  type SignInToAllState,
  signInToAllState,
} from './sign-in-to-all-state.ts';
import { signInSilently } from './silent-sign-ins.ts';
import { Store } from './store.ts';

/** The options of {@link createSignInToAll}. */
export interface SignInToAllRunOptions {
  /**
   * Chooses the account on a device with several. It is called once, before the first sign-in. Default: the account that
   * signed in last, with every organization.
   */
  readonly account?: (() => Promise<SignInToAllAccount | undefined>) | undefined;
}

/** Errors that concern one organization. The sign-in continues with the others. */
const SKIPPED: ReadonlySet<string> = new Set([
  'authorization_in_progress',
  'authorization_limited',
  'organization_unknown',
]);

/**
 * Carries a sign-in to all organizations from navigation to navigation. It reads from the list of
 * organizations what is done, and stores only which organizations the user wanted. So a reload neither loses nor repeats a sign-in.
 * {@link createSignInToAll} makes it.
 */
export class SignInToAll {
  readonly #keyring: Pick<Keyring, 'signInToAll' | 'signInSilently'>;
  readonly #readAccount: () => Promise<SignInToAllAccount | undefined>;
  readonly #store: Store<SignInToAllState>;
  readonly #disposal = new AbortController();
  #run = resumedRun();
  #phase: SignInToAllPhase = this.#run === undefined ? { type: 'resting' } : { type: 'starting' };
  #organizations: readonly SessionStatus[] = [];
  #isComplete = false;
  /** Organizations that this run signed in to without a navigation, or was refused: the list may not tell yet. */
  readonly #done = new Set<string>();
  #account: SignInToAllAccount | undefined;
  #learning: Promise<void> | undefined;
  /** Whether it is signing in without a navigation. */
  #isTrying = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    keyring: Pick<Keyring, 'signInToAll' | 'signInSilently'>,
    account: () => Promise<SignInToAllAccount | undefined>,
  ) {
    this.#keyring = keyring;
    this.#readAccount = account;
    this.#store = new Store(this.#state());
    const { signal } = this.#disposal;
    addEventListener('online', this.goOnOnline, { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && this.#rest(), { signal });
  }

  /** The same object until it changes. */
  readonly getState = (): SignInToAllState => this.#store.get();

  /** Calls a listener after each change of {@link getState}. @returns stops it */
  readonly subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /**
   * Tells the organizations with the current state of their sessions, in the order of signing in. Call it at each change.
   *
   * @param isComplete false while the list is still being read: no sign-in begins before, because it could repeat one
   */
  setOrganizations(organizations: readonly SessionStatus[], isComplete = true): void {
    this.#organizations = organizations;
    this.#isComplete = isComplete;
    this.#advance();
  }

  /** Signs in to every organization that is `possible`: for a click. @throws DOMException if `sessionStorage` is full */
  readonly begin = (): void => {
    beginSignInToAll(this.getState().possible);
    this.#run = currentRun();
    this.#done.clear();
    this.#setPhase({ type: 'starting' });
  };

  /** Stops the sign-in, also a navigation that is under way. */
  readonly stop = (): void => {
    window.stop();
    this.#rest();
  };

  /** Goes on after `offline`: for a click, because the browser may be wrong about the network. */
  readonly goOnOnline = (): void => {
    if (this.#phase.type === 'offline') this.#setPhase({ type: 'starting' });
  };

  /** Removes every listener and timer. The run is kept, and continues when a page creates it again. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#disposal.abort();
    this.#store.clear();
  }

  #state(): SignInToAllState {
    return signInToAllState({
      phase: this.#phase,
      run: this.#run,
      organizations: this.#organizations,
      done: this.#done,
      account: this.#account,
    });
  }

  /** Publishes the state, and continues if everything that a sign-in needs is known. */
  #advance(): void {
    if (this.#hasNothingToWaitFor()) {
      this.#rest();
      return;
    }
    this.#store.set(this.#state());
    if (this.#phase.type === 'starting' && this.#isComplete) void this.#start();
  }

  /** Whether the run is held up although nothing is left: another tab, or a hover, has opened the last organizations. */
  #hasNothingToWaitFor(): boolean {
    const isHeldUp = this.#phase.type === 'paused' || this.#phase.type === 'offline';
    return isHeldUp && this.#isComplete && this.#state().waiting.length === 0;
  }

  #setPhase(phase: SignInToAllPhase): void {
    clearTimeout(this.#timer);
    this.#phase = phase;
    if (phase.type === 'paused')
      this.#timer = setTimeout(
        () => this.#setPhase({ type: 'starting' }),
        Math.max(0, phase.until - Date.now()),
      );
    this.#advance();
  }

  #rest(error?: KeyringError): void {
    endRun();
    this.#setPhase(error === undefined ? { type: 'resting' } : { type: 'resting', error });
  }

  async #start(): Promise<void> {
    this.#learning ??= this.#learnAccount();
    await this.#learning;
    if (this.#phase.type === 'starting' && !this.#disposal.signal.aborted) await this.#goOn();
  }

  /** Without the membership list, AuthKit shows the account that it knows. */
  async #learnAccount(): Promise<void> {
    this.#account = await this.#readAccount().catch(() => undefined);
    this.#store.set(this.#state());
  }

  /** What is still to be signed in to, when it comes to it: a call of another tab may have opened it meanwhile. */
  *#waiting(): Iterable<SessionStatus> {
    const tried = new Set<string>();
    for (;;) {
      const next = this.#state().waiting.find(({ organization }) => !tried.has(organization.id));
      if (next === undefined) return;
      tried.add(next.organization.id);
      yield next;
    }
  }

  /** Whether the user has not stopped the run, and the page that shows it is still there. */
  #mayGoOn(): boolean {
    return currentRun() !== undefined && this.#phase.type === 'starting' && !this.#disposal.signal.aborted;
  }

  async #goOn(): Promise<void> {
    // The list of organizations changes during the attempts, and each change comes here.
    if (this.#isTrying) return;
    this.#isTrying = true;
    const refusal = await signInSilently(this.#keyring, this.#waiting(), (id, isChanged) => {
      if (isChanged) this.#done.add(id);
      return this.#mayGoOn();
    });
    this.#isTrying = false;
    if (!this.#mayGoOn()) return;
    if (refusal !== undefined) return this.#onRefused(refusal.slug, refusal.error);
    const run = this.#run;
    if (run === undefined) return;
    const [first, ...others] = this.#state().waiting.map(({ organization }) => organization.slug);
    if (first === undefined) return this.#rest();
    const trigger = run.hasLeft ? 'automatic' : 'requested';
    try {
      this.#keep({ ...run, hasLeft: true });
      this.#setPhase({ type: 'leaving' });
      await this.#keyring.signInToAll([first, ...others], {
        trigger,
        loginHint: this.#account?.email ?? null,
      });
    } catch (error) {
      // Stopped meanwhile, or the page that showed it is gone.
      if (currentRun() === undefined || this.#disposal.signal.aborted) return;
      this.#onRefused(first, asKeyringError(error));
    }
  }

  #onRefused(first: string, error: KeyringError): void {
    if (error.code === 'offline') this.#setPhase({ type: 'offline' });
    else if (SKIPPED.has(error.code)) this.#skip(error.organizationSlug ?? first, error);
    else if (error.retryAfter !== null)
      this.#setPhase({ type: 'paused', until: Date.now() + error.retryAfter * 1_000 });
    else this.#rest(error);
  }

  #skip(slug: string, error: KeyringError): void {
    const run = this.#run;
    const id = this.#state().waiting.find(({ organization }) => organization.slug === slug)?.organization.id;
    // Without progress the same request would be refused again and again.
    if (run === undefined || id === undefined) {
      this.#rest(error);
      return;
    }
    try {
      this.#keep({ ...run, skipped: [...run.skipped, { id, code: error.code }] });
    } catch {
      // The tab can store nothing more.
      this.#rest(error);
      return;
    }
    this.#setPhase({ type: 'starting' });
  }

  #keep(run: SignInRun): void {
    keepRun(run);
    this.#run = run;
  }
}

/**
 * Signs in to all organizations that need no input, with at most five in one navigation. Create it on the page at
 * `paths.signInProgress`, to which each navigation comes back, and call `setOrganizations`: a run that is under way goes
 * on at once, and `begin` starts one.
 *
 * @example
 * const signInToAll = createSignInToAll(keyring);
 * signInToAll.subscribe(() => render(signInToAll.getState()));
 * signInToAll.setOrganizations(await keyring.listOrganizations());
 */
export function createSignInToAll(
  keyring: Pick<Keyring, 'signInToAll' | 'signInSilently' | 'getSnapshot'>,
  options: SignInToAllRunOptions = {},
): SignInToAll {
  const { account = async () => latestAccount(keyring.getSnapshot().sessions) } = options;
  return new SignInToAll(keyring, account);
}
