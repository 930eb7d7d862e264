import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, vi } from 'vitest';
import type { AuthKitKeyring } from '../../../src/authkit/access-token.ts';
import { Client } from '../../../src/authkit/client.ts';
import type { CreateClientOptions } from '../../../src/authkit/types.ts';
import { changeSnapshot, EMPTY_SNAPSHOT } from '../../../src/client/keyring-snapshot.ts';
import { Store } from '../../../src/client/store.ts';
import { KeyringError } from '../../../src/protocol/errors.ts';
import type { SessionState, SessionStatus, UsableSession } from '../../../src/protocol/session-status.ts';
import { GLOBEX, USABLE } from './guarded-page.ts';
import { MapStorage } from './map-storage.ts';

// Node warns of more than ten listeners of a signal; one signal ends all listeners of a client.
setMaxListeners(100);

/** Gives each test of a file fake timers and an empty localStorage: a client refreshes its token by a timer. */
export function isolateTabs(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('localStorage', new MapStorage());
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
}

/** A session whose access token ends in 60 s. */
export function sessionFromNow(change: Partial<UsableSession> = {}): UsableSession {
  return { ...USABLE, accessTokenExpiresAt: Date.now() + 60_000, ...change };
}

/** A tab whose URL names no organization, with the authkit client. Timers are the test's. */
export class AuthKitPage {
  readonly client: Client;
  readonly keyring: AuthKitKeyring;
  /** What the client asked the keyring for, in order. */
  readonly asked: string[] = [];
  /** What an opened organization becomes. */
  opened: SessionState | undefined;
  /** An organization that opens before the page hears of its session. */
  openedUnheard: SessionStatus | undefined;
  /** Why a sign-in, or a sign-out, cannot begin. */
  signInRefusal: KeyringError | undefined;
  signOutRefusal: KeyringError | undefined;
  readonly #snapshot = new Store(EMPTY_SNAPSHOT);

  private constructor(options: CreateClientOptions, tab: MapStorage) {
    vi.stubGlobal('document', { hidden: false });
    vi.stubGlobal('navigator', { userActivation: { hasBeenActive: false } });
    vi.stubGlobal('location', {
      pathname: '/',
      search: '',
      hash: '',
      assign: () => this.asked.push('leave'),
    });
    vi.stubGlobal('history', { pushState() {}, replaceState() {} });
    vi.stubGlobal('addEventListener', () => {});
    vi.stubGlobal('reportError', (error: unknown) => this.asked.push(`report ${error}`));
    vi.stubGlobal('sessionStorage', tab);
    const ask = (text: string): void => void this.asked.push(text);
    const status = (slug: string): SessionStatus => {
      const found = this.#snapshot.get().sessions.find(({ organization }) => organization.slug === slug);
      if (found === undefined) throw new KeyringError('organization_unknown', 'Refused.');
      return found;
    };
    this.keyring = {
      getSnapshot: this.#snapshot.get,
      subscribe: this.#snapshot.subscribe,
      openOrganization: async (slug) => {
        ask(`open ${slug}`);
        const unheard = this.openedUnheard;
        if (unheard !== undefined && [unheard.organization.id, unheard.organization.slug].includes(slug))
          return unheard;
        if (this.opened !== undefined) this.hear(this.opened);
        return status(slug);
      },
      refreshSession: async (slug) => status(slug),
      signIn: async (slug, { trigger, returnTo } = {}) => {
        ask(['sign in to', slug ?? 'null', ...[trigger ?? [], returnTo ?? []].flat()].join(' '));
        if (this.signInRefusal !== undefined) throw this.signInRefusal;
        return 'page';
      },
      signInUrl: async () => 'https://authkit.test/',
      signOutEverywhere: async ({ display = 'page', returnTo } = {}) => {
        ask(`sign out, ${display}, ${returnTo}`);
        if (this.signOutRefusal !== undefined) throw this.signOutRefusal;
        this.hear(undefined);
        return null;
      },
    };
    this.client = new Client(options, async () => this.keyring);
  }

  /** @param session what the worker lists for Globex; `undefined`: it has no session */
  static open(session: SessionState | undefined, options: CreateClientOptions = {}): Promise<AuthKitPage> {
    return AuthKitPage.openTab(new MapStorage(), sessionsOf(session), options);
  }

  /** @param tab the `sessionStorage` of the tab: a reloaded, restored or duplicated tab has that of before */
  static async openTab(
    tab: MapStorage,
    sessions: readonly SessionStatus[],
    options: CreateClientOptions = {},
  ): Promise<AuthKitPage> {
    const page = new AuthKitPage(options, tab);
    page.hearAll(sessions);
    await page.client.initialize();
    return page;
  }

  /** The worker tells the state of Globex's session; `undefined`: all were deleted. */
  hear(session: SessionState | undefined): void {
    this.hearAll(sessionsOf(session));
  }

  /** The worker tells the state of all sessions. */
  hearAll(sessions: readonly SessionStatus[]): void {
    this.#snapshot.set(changeSnapshot(this.#snapshot.get(), { sessions, confirmation: 'confirmed' }));
  }
}

function sessionsOf(session: SessionState | undefined): readonly SessionStatus[] {
  return session === undefined ? [] : [{ organization: GLOBEX, session }];
}
