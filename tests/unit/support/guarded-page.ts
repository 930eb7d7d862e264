import { setMaxListeners } from 'node:events';
import { vi } from 'vitest';
import { changeSnapshot, EMPTY_SNAPSHOT } from '../../../src/client/keyring-snapshot.ts';
import { createSessionGuard, type SessionGuard } from '../../../src/client/session-guard.ts';
import { Store } from '../../../src/client/store.ts';
import { KeyringError, type KeyringErrorCode } from '../../../src/protocol/errors.ts';
import type { KeyringEvent } from '../../../src/protocol/messages.ts';
import { parseOrganizationSlug } from '../../../src/protocol/organization-slug.ts';
import type { SessionState, SessionStatus, UsableSession } from '../../../src/protocol/session-status.ts';
import { NO_CLAIMS, NO_PROFILE } from '../../support/blank-claims.ts';

// Node warns of more than ten listeners of a signal; one signal ends all listeners of a guard.
setMaxListeners(100);

const slug = parseOrganizationSlug('acme');
if (slug === undefined) throw new Error('That is a slug.');
const organization = { id: 'org_acme', slug, name: 'Acme' };

export const USABLE: UsableSession = {
  status: 'active',
  user: { id: 'user_ada', email: 'ada@example.com', name: 'Ada', ...NO_PROFILE },
  ...NO_CLAIMS,
  signedInAt: 0,
  refreshedAt: 0,
  accessTokenExpiresAt: Number.MAX_SAFE_INTEGER,
};

/** A session that stands, and whose access token has expired. */
export const EXPIRED: UsableSession = { ...USABLE, accessTokenExpiresAt: 0 };

const globexSlug = parseOrganizationSlug('globex');
if (globexSlug === undefined) throw new Error('That is a slug.');
export const GLOBEX = { id: 'org_globex', slug: globexSlug, name: 'Globex' };

/** A page at Acme's URL, with a keyring that responds as a test says. Timers are the test's. */
export class GuardedPage {
  readonly guard: SessionGuard;
  /** What the keyring responds; an error code: it throws that error. */
  session: SessionState | KeyringErrorCode = { status: 'absent' };
  signInRefusal: KeyringErrorCode | undefined;
  /** While it is set, responses of the keyring wait for it. */
  hold: Promise<void> | undefined;
  /** The organizations that the keyring was asked to open. */
  readonly opened: string[] = [];
  /** Every sign-in that the keyring was asked for. */
  readonly signIns: string[] = [];
  /** How many listeners the guard has at the keyring, the window and the document. */
  listeners = 0;
  readonly #window = this.#countListeners(new EventTarget());
  readonly #document = Object.assign(this.#countListeners(new EventTarget()), { visibilityState: 'visible' });
  readonly #snapshot = new Store(EMPTY_SNAPSHOT);
  readonly #events = new Set<(event: KeyringEvent) => void>();

  constructor(start: Partial<Pick<GuardedPage, 'session' | 'signInRefusal' | 'hold'>> = {}) {
    Object.assign(this, start);
    vi.stubGlobal('document', this.#document);
    vi.stubGlobal('addEventListener', this.#window.addEventListener.bind(this.#window));
    const count = (stop: () => void): (() => void) => {
      this.listeners += 1;
      return () => {
        this.listeners -= 1;
        stop();
      };
    };
    const keyring = {
      getSnapshot: this.#snapshot.get,
      subscribe: (listener: () => void) => count(this.#snapshot.subscribe(listener)),
      onEvent: (listener: (event: KeyringEvent) => void) => {
        this.#events.add(listener);
        return count(() => void this.#events.delete(listener));
      },
      openOrganization: async (wanted: string): Promise<SessionStatus> => {
        this.opened.push(wanted);
        const { session } = this;
        await this.hold;
        if (typeof session === 'string') throw new KeyringError(session, 'Refused.');
        return { organization: wanted === GLOBEX.slug ? GLOBEX : organization, session };
      },
      signIn: async (_slug: string | null, { trigger = 'requested' } = {}): Promise<'page'> => {
        this.signIns.push(trigger);
        if (this.signInRefusal !== undefined) throw new KeyringError(this.signInRefusal, 'Refused.');
        return 'page';
      },
    };
    this.guard = createSessionGuard(keyring, { organization: organization.slug });
  }

  /** Why the page is blocked; `undefined`: it shows the organization. */
  get blocked(): string | undefined {
    const { type } = this.guard.getState();
    return type === 'shown' ? undefined : type;
  }

  /** The state of the session that the page shows. */
  get shownSession(): SessionState | undefined {
    const state = this.guard.getState();
    return state.type === 'shown' ? state.status.session : undefined;
  }

  close(): void {
    this.guard.dispose();
  }

  /** The worker tells all pages the state of the session; `undefined`: it was deleted with all others. */
  hear(session: SessionState | undefined): void {
    this.session = session ?? { status: 'absent' };
    const sessions = session === undefined ? [] : [{ organization, session }];
    this.#snapshot.set(changeSnapshot(this.#snapshot.get(), { sessions }));
  }

  /** The worker tells all pages of a session of Globex besides the one of Acme. */
  hearOfGlobex(session: SessionState, acme: SessionState): void {
    const sessions = [
      { organization, session: acme },
      { organization: GLOBEX, session },
    ];
    this.#snapshot.set(changeSnapshot(this.#snapshot.get(), { sessions }));
  }

  /** The worker tells all pages that what it told of an organization is outdated. */
  hearOfOrganizations(): void {
    for (const listener of this.#events) listener({ type: 'organizations-changed' });
  }

  look(state: 'visible' | 'hidden'): void {
    this.#document.visibilityState = state;
    this.#document.dispatchEvent(new Event('visibilitychange'));
  }

  /** Counts the listeners that are added and not removed yet. */
  #countListeners<T extends EventTarget>(target: T): T {
    const add = target.addEventListener.bind(target);
    target.addEventListener = (
      type: string,
      listener: EventListenerOrEventListenerObject | null,
      options?: boolean | AddEventListenerOptions,
    ) => {
      add(type, listener, options);
      this.listeners += 1;
      const signal = typeof options === 'object' ? options.signal : undefined;
      signal?.addEventListener('abort', () => {
        this.listeners -= 1;
      });
    };
    return target;
  }

  /** A key is pressed. */
  pressKey(): void {
    this.#document.dispatchEvent(new Event('keydown'));
  }

  /** The page comes back from the back/forward cache. */
  restore(): void {
    this.#window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  }

  /** The network is back. */
  goOnline(): void {
    this.#window.dispatchEvent(new Event('online'));
  }
}

/** Lets time pass, ms; 0: until everything that needs none has happened. */
export const pass = async (time = 0): Promise<void> => {
  await vi.advanceTimersByTimeAsync(time);
};
