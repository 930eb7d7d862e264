import type { SessionsSnapshot } from '../protocol/messages.ts';
import type { SessionStatus } from '../protocol/session-status.ts';

/**
 * Whether the worker has confirmed the sessions that a page knows. `checking`: the page was not running and may have
 * missed a sign-out. `failed`: the worker did not confirm them within 5 s.
 */
export type Confirmation = 'confirmed' | 'checking' | 'failed';

/** What a page knows of the keyring. It is never changed: each change makes a new snapshot. */
export interface KeyringSnapshot extends SessionsSnapshot {
  /** Unless it is `confirmed`, show nothing of any session (R54). */
  readonly confirmation: Confirmation;
  /** Whether a new version of the worker has taken over: a reload brings the new version of the page. */
  readonly isUpdateAvailable: boolean;
}

/** What a page knows before the worker has responded. */
export const EMPTY_SNAPSHOT: KeyringSnapshot = {
  sessions: [],
  unnamed: 0,
  storage: 'durable',
  confirmation: 'checking',
  isUpdateAvailable: false,
};

/**
 * Applies a change. Whatever is equal keeps its identity: the snapshot, its list of sessions, and each session. So a
 * reading of the sessions without news redraws nothing.
 */
export function changeSnapshot(before: KeyringSnapshot, change: Partial<KeyringSnapshot>): KeyringSnapshot {
  const after = {
    ...before,
    ...change,
    sessions: keepEqual(before.sessions, change.sessions ?? before.sessions),
  };
  if (JSON.stringify(after.withoutOrganization) === JSON.stringify(before.withoutOrganization))
    after.withoutOrganization = before.withoutOrganization;
  const parts = Object.keys(after) as (keyof KeyringSnapshot)[];
  return parts.every((part) => after[part] === before[part]) ? before : after;
}

function keepEqual(
  before: readonly SessionStatus[],
  after: readonly SessionStatus[],
): readonly SessionStatus[] {
  // The first reading: texts of 200 sessions take as long as the reading itself.
  if (before.length === 0 && after.length > 0) return after;
  const known = new Map(before.map((status) => [JSON.stringify(status), status]));
  const kept = after.map((status) => known.get(JSON.stringify(status)) ?? status);
  const isSame = kept.length === before.length && kept.every((status, at) => status === before[at]);
  return isSame ? before : kept;
}
