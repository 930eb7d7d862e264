import { attempt, parseList, parseRecord, parseString, type SessionStatus } from '../../client/index.ts';
import { readStored, storeValue } from '../notes/stored-value.ts';

/** A sign-in to several organizations that a click in this tab began. It outlives the navigations that it is made of. */
export interface Run {
  /** Ids of the organizations that it was begun for. */
  readonly wanted: readonly string[];
  /** Those that it goes on without, and why. */
  readonly skipped: readonly Skipped[];
  /** Whether it has left for AuthKit yet: the first time, it is the click that asks. */
  readonly hasLeft: boolean;
}

/** An organization that could not even be asked for. */
export interface Skipped {
  readonly id: string;
  /** A code of the keyring's errors. */
  readonly code: string;
}

const KEY = 'sign-in-to-all';
const storage = (): Storage => sessionStorage;
const LIMIT = 1_000;

/** Whether a sign-in needs nobody, given that AuthKit knows the person: no single sign-on, and nothing was refused. */
export function isPlain({ organization, session }: SessionStatus): boolean {
  if (organization.requires !== undefined) return false;
  if (session.status === 'needs-authorization')
    return session.reason === 'expired' || session.reason === 'revoked';
  return ['absent', 'authorizing', 'signed-out'].includes(session.status);
}

/** Begins a sign-in to these organizations; the progress page takes it from here. */
export function beginRun(organizations: readonly SessionStatus[]): void {
  keepRun({ wanted: organizations.map(({ organization }) => organization.id), skipped: [], hasLeft: false });
}

/** Keeps how far it has got, over navigations and reloads of this tab. */
export function keepRun(run: Run): void {
  storeValue(storage, KEY, run);
}

/** The one that is under way in this tab. */
export function currentRun(): Run | undefined {
  return attempt(() => parseRun(readStored(storage, KEY)));
}

/** Nothing goes on by itself any more. */
export function endRun(): void {
  storeValue(storage, KEY, null);
}

function parseRun(value: unknown): Run {
  const record = parseRecord(value, 'run');
  return {
    wanted: parseList(record.wanted, (id) => parseString(id, 'id', 128), 'wanted', LIMIT),
    skipped: parseList(record.skipped, parseSkipped, 'skipped', LIMIT),
    hasLeft: record.hasLeft === true,
  };
}

function parseSkipped(value: unknown): Skipped {
  const record = parseRecord(value, 'skipped');
  return { id: parseString(record.id, 'id', 128), code: parseString(record.code, 'code', 64) };
}
