import { isUsable, type SessionStatus } from '../client/index.ts';

/** `sessionStorage`: the state of the sign-in that this tab left for. */
const KEY = 'keyring-authkit-state';
/** How long a sign-in may take, ms: the worker deletes it then too. */
const LIFETIME = 10 * 60_000;

/** The state of a sign-in, as the app passed it to `signIn`. */
export interface RedirectState {
  // The type of `@workos-inc/authkit-js` for what an app passes and gets back.
  readonly state: unknown;
  /** The id or the slug of the organization; null: AuthKit asked. */
  readonly organization: string | null;
  /** ms since the epoch. */
  readonly startedAt: number;
}

/** Keeps the state of a sign-in until this tab returns. It never leaves the browser. */
export function keepRedirectState(state: unknown, organization: string | null): void {
  const kept: RedirectState = { state: state ?? null, organization, startedAt: Date.now() };
  const text = JSON.stringify(kept);
  try {
    sessionStorage.setItem(KEY, text);
  } catch {
    // The storage is full. The user can sign in all the same; the tab then comes back without the app's state.
  }
}

/** Returns the state of the sign-in that this tab left for, once. `undefined`: there is none, or it is too old. */
export function takeRedirectState(): RedirectState | undefined {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (text === null) return undefined;
  try {
    const kept: unknown = JSON.parse(text);
    return isRedirectState(kept) && Math.abs(Date.now() - kept.startedAt) <= LIFETIME ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isRedirectState(value: unknown): value is RedirectState {
  const { organization, startedAt } = Object(value) as Partial<Record<keyof RedirectState, unknown>>;
  return (organization === null || typeof organization === 'string') && typeof startedAt === 'number';
}

/** The session that this sign-in made. `undefined`: it made none, for example because the user came back without it. */
export function findSignedIn(
  sessions: readonly SessionStatus[],
  { organization: name, startedAt }: RedirectState,
): SessionStatus | undefined {
  return sessions.find(
    ({ organization, session }) =>
      isUsable(session) &&
      session.signedInAt >= startedAt &&
      (name === null || name === organization.id || name === organization.slug),
  );
}
