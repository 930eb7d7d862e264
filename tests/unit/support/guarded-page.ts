import { createRoot, createSignal } from 'solid-js';
import { vi } from 'vitest';
import { KeyringError, type KeyringErrorCode } from '../../../src/protocol/errors.ts';
import { parseOrganizationSlug } from '../../../src/protocol/organization-slug.ts';
import type { SessionState, SessionStatus, UsableSession } from '../../../src/protocol/session-status.ts';
import { createGuard, type Guard } from '../../../src/solid/create-guard.ts';

const slug = parseOrganizationSlug('acme');
if (slug === undefined) throw new Error('That is a slug.');
const organization = { id: 'org_acme', slug, name: 'Acme' };

export const USABLE: UsableSession = {
  status: 'active',
  user: { id: 'user_ada', email: 'ada@example.com', name: 'Ada' },
  signedInAt: 0,
  refreshedAt: 0,
  accessTokenExpiresAt: Number.MAX_SAFE_INTEGER,
};

/** A session that stands, and whose access token has expired. */
export const EXPIRED: UsableSession = { ...USABLE, accessTokenExpiresAt: 0 };

/** A page at Acme's URL, with a keyring that answers as a test says. Timers are the test's. */
export class GuardedPage {
  readonly guard: Guard;
  /** What the keyring answers; an error code: it refuses. */
  session: SessionState | KeyringErrorCode = { status: 'absent' };
  signInRefusal: KeyringErrorCode | undefined;
  /** How often the keyring was asked to open the organization. */
  opens = 0;
  /** Every sign-in that the keyring was asked for. */
  readonly signIns: string[] = [];
  readonly #window = new EventTarget();
  readonly #document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  readonly #tell: (sessions: readonly SessionStatus[]) => void;
  readonly close: () => void;

  constructor(start: Partial<Pick<GuardedPage, 'session' | 'signInRefusal'>> = {}) {
    Object.assign(this, start);
    vi.stubGlobal('document', this.#document);
    vi.stubGlobal('addEventListener', this.#window.addEventListener.bind(this.#window));
    vi.stubGlobal('removeEventListener', this.#window.removeEventListener.bind(this.#window));
    const keyring = {
      openOrganization: async (): Promise<SessionStatus> => {
        this.opens += 1;
        if (typeof this.session === 'string') throw new KeyringError(this.session, 'Refused.');
        return { organization, session: this.session };
      },
      signIn: async (_slug: string | null, { trigger = 'requested' } = {}): Promise<'page'> => {
        this.signIns.push(trigger);
        if (this.signInRefusal !== undefined) throw new KeyringError(this.signInRefusal, 'Refused.');
        return 'page';
      },
    };
    const made = createRoot((dispose) => {
      const [sessions, tell] = createSignal<readonly SessionStatus[]>([]);
      return { guard: createGuard(keyring, () => organization.slug, sessions), tell, dispose };
    });
    this.guard = made.guard;
    this.#tell = made.tell;
    this.close = made.dispose;
  }

  /** Why the page is blocked; `undefined`: it shows the organization. */
  get blocked(): string | undefined {
    return this.guard.blocked()?.type;
  }

  /** The worker tells all pages what became of the session. */
  hear(session: SessionState): void {
    this.session = session;
    this.#tell([{ organization, session }]);
  }

  look(state: 'visible' | 'hidden'): void {
    this.#document.visibilityState = state;
    this.#document.dispatchEvent(new Event('visibilitychange'));
  }

  /** A key is pressed. */
  pressKey(): void {
    this.#document.dispatchEvent(new Event('keydown'));
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
