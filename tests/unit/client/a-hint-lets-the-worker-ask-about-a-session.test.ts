import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EMPTY_SNAPSHOT } from '../../../src/client/keyring-snapshot.ts';
import { type ReviewedKeyring, reviewSession } from '../../../src/client/review-session.ts';
import { KeyringError } from '../../../src/protocol/errors.ts';
import type { SessionStatus } from '../../../src/protocol/session-status.ts';
import { GLOBEX, USABLE } from '../support/guarded-page.ts';
import { MemoryLocks } from '../support/web-locks.ts';

const ACME = { ...GLOBEX, id: 'org_acme', name: 'Acme' };
const INITECH = { ...GLOBEX, id: 'org_initech', name: 'Initech' };

/** A keyring with two sessions, and one that has ended. A review counts as a refresh of its organization. */
class Reviewed implements ReviewedKeyring {
  readonly refreshed: string[] = [];
  failure: Error | undefined;
  #sessions: readonly SessionStatus[] = [
    { organization: ACME, session: USABLE },
    { organization: GLOBEX, session: USABLE },
    { organization: INITECH, session: { status: 'signed-out' } },
  ];

  readonly getSnapshot = () => ({ ...EMPTY_SNAPSHOT, sessions: this.#sessions });
  readonly refreshSession = async () => {
    if (this.failure !== undefined) throw this.failure;
    const current = this.#current();
    this.refreshed.push(current.organization.id);
    const session = { ...USABLE, refreshedAt: Date.now() + 1 };
    this.#sessions = this.#sessions.map((each) => (each === current ? { ...each, session } : each));
    return this.#current();
  };

  keepOnly(organizationId: string): void {
    this.#sessions = this.#sessions.filter(({ organization }) => organization.id === organizationId);
  }

  #current(): SessionStatus {
    const [first] = this.#sessions;
    if (first === undefined) throw new Error('No session is left.');
    return first;
  }
}

const hint = (data: unknown, type = 'session-hint') => ({
  type,
  data: typeof data === 'string' ? data : JSON.stringify(data),
  id: '',
});

let keyring: Reviewed;
beforeEach(() => {
  keyring = new Reviewed();
  vi.stubGlobal('navigator', { locks: new MemoryLocks() });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('R49: a hint about an organization refreshes its session, once for several tabs', async () => {
  keyring.keepOnly(ACME.id);
  const event = hint({ id: 'event_1', organizationId: ACME.id });
  await Promise.all([1, 2, 3].map(() => reviewSession(keyring, event)));
  expect(keyring.refreshed).toEqual([ACME.id]);
});

test('R49: a tab that handles a hint after the review has ended refreshes nothing, and a minute later the hint counts again', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout'] });
  keyring.keepOnly(ACME.id);
  const event = hint({ id: 'event_1', organizationId: ACME.id });
  await reviewSession(keyring, event);
  vi.setSystemTime(Date.now() + 500);
  await reviewSession(keyring, event);
  expect(keyring.refreshed).toEqual([ACME.id]);
  await reviewSession(keyring, hint({ id: 'event_2', organizationId: ACME.id }));
  expect(keyring.refreshed).toEqual([ACME.id, ACME.id]);
  await vi.advanceTimersByTimeAsync(60_000);
  await reviewSession(keyring, event);
  expect(keyring.refreshed).toEqual([ACME.id, ACME.id, ACME.id]);
});

test('R49: a hint about an organization without a session, another event and a malformed hint refresh nothing', async () => {
  await reviewSession(keyring, hint({ id: 'event_1', organizationId: INITECH.id }));
  await reviewSession(keyring, hint({ id: 'event_1', organizationId: 'org_unknown' }));
  await reviewSession(keyring, hint({ id: 'event_1', organizationId: ACME.id }, 'note-added'));
  for (const data of [
    '',
    '{',
    'null',
    '[]',
    '{"organizationId":7}',
    `{"organizationId":"${'x'.repeat(300)}"}`,
  ])
    await reviewSession(keyring, hint(data));
  expect(keyring.refreshed).toEqual([]);
});

test('a refresh that is refused or over its limit rejects nothing', async () => {
  keyring.keepOnly(ACME.id);
  for (const code of ['authorization_required', 'temporarily_unavailable'] as const) {
    keyring.failure = new KeyringError(code, 'Not now.');
    await reviewSession(keyring, hint({ id: `event_${code}`, organizationId: null }));
  }
  keyring.failure = new TypeError('A fault of the library.');
  await expect(reviewSession(keyring, hint({ id: 'event_1', organizationId: null }))).rejects.toThrow(
    TypeError,
  );
});
