import { attempt, parseList, parseRecord, parseString } from '../protocol/parse.ts';
import type { SessionStatus } from '../protocol/session-status.ts';
import { storedValue, storeValue } from './stored-value.ts';

/** A sign-in to several organizations that a click in this tab began. It is kept over the navigations of the sign-in. */
export interface SignInRun {
  /** Ids of the organizations that the user wanted to sign in to. */
  readonly wanted: readonly string[];
  /** Those whose sign-in could not begin, and why. */
  readonly skipped: readonly SkippedOrganization[];
  /** Whether the page has left for AuthKit since the click. */
  readonly hasLeft: boolean;
}

/** An organization whose sign-in could not begin. */
export interface SkippedOrganization {
  readonly id: string;
  /** Code of a `KeyringError`. */
  readonly code: string;
}

const KEY = 'keyring-sign-in-to-all';
/** Most organizations that are read. */
const LIMIT = 1_000;

/**
 * Whether a sign-in needs no input while AuthKit knows the user: the organization requires no single sign-on
 * or second factor, and nothing was refused.
 *
 * @example
 * const possible = (await keyring.listOrganizations()).filter(canSignInSilently);
 */
export function canSignInSilently({ organization, session }: SessionStatus): boolean {
  if (organization.requires !== undefined) return false;
  if (session.status === 'needs-authorization')
    return session.reason === 'expired' || session.reason === 'revoked';
  return ['absent', 'authorizing', 'signed-out'].includes(session.status);
}

/**
 * Begins a sign-in to these organizations, for a click on any page. The page at `paths.signInProgress` carries it out
 * with `createSignInToAll`: navigate there next.
 *
 * @throws DOMException if `sessionStorage` is full
 * @example
 * beginSignInToAll((await keyring.listOrganizations()).filter(canSignInSilently));
 * location.assign(keyringPaths().signInProgress);
 */
export function beginSignInToAll(organizations: readonly SessionStatus[]): void {
  keepRun({ wanted: organizations.map(({ organization }) => organization.id), skipped: [], hasLeft: false });
}

/** Keeps the progress over navigations and reloads of this tab. */
export function keepRun(run: SignInRun): void {
  storeValue(sessionStorage, KEY, run);
}

/** The run that is under way in this tab. */
export function currentRun(): SignInRun | undefined {
  return attempt(() => parseRun(storedValue(sessionStorage, KEY)));
}

/** Ends the run: nothing continues without a click. */
export function endRun(): void {
  storeValue(sessionStorage, KEY, null);
}

/**
 * The run to continue when a page loads. A user who returns with the browser's back button wanted to leave it: the run
 * ends, and nothing happens without a click.
 */
export function resumedRun(): SignInRun | undefined {
  const run = currentRun();
  if (run?.hasLeft !== true || !isHistoryStep()) return run;
  endRun();
  return undefined;
}

/** Whether this document was loaded by a step through the history. */
function isHistoryStep(): boolean {
  const [entry] = performance.getEntriesByType('navigation');
  return entry instanceof PerformanceNavigationTiming && entry.type === 'back_forward';
}

function parseRun(value: unknown): SignInRun {
  const record = parseRecord(value, 'run');
  return {
    wanted: parseList(record.wanted, (id) => parseString(id, 'id', 128), 'wanted', LIMIT),
    skipped: parseList(record.skipped, parseSkipped, 'skipped', LIMIT),
    hasLeft: record.hasLeft === true,
  };
}

function parseSkipped(value: unknown): SkippedOrganization {
  const record = parseRecord(value, 'skipped');
  return { id: parseString(record.id, 'id', 128), code: parseString(record.code, 'code', 64) };
}
