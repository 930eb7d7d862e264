import { attempt, parseNullable, parseRecord, parseString } from '../protocol/parse.ts';
import { ORGANIZATION_KEY_LIMIT } from '../protocol/paths.ts';
import { RETURN_PATH_LIMIT } from '../protocol/return-path.ts';
import { storedValue, storeValue } from './stored-value.ts';

const KEY = 'keyring-sign-in';

/** A sign-in that a tab left for. */
export interface InterruptedSignIn {
  readonly slug: string | null;
  readonly returnTo: string;
  /** Text of the app that comes back with the tab; null: none. */
  readonly state: string | null;
}

/** Longest state of the app, characters. */
export const APP_STATE_LIMIT = 2_048;

/**
 * Stores what a tab leaves for. The worker deletes a sign-in after ten minutes, and loses it with its key or its database.
 * It cannot tell then what a tab that comes back from AuthKit had asked for.
 *
 * @param storage `sessionStorage` of the tab that leaves: it is kept until the tab comes back, and no other tab has it
 */
export function storeInterruptedSignIn(storage: Storage, signIn: InterruptedSignIn): void {
  try {
    storeValue(storage, KEY, signIn);
  } catch {
    // The storage is full. The user can sign in all the same; the tab then comes back without the app's text.
  }
}

/** The sign-in that this tab left for and has not come back from. */
export function interruptedSignIn(): InterruptedSignIn | undefined {
  return attempt(() => parseInterruptedSignIn(storedValue(sessionStorage, KEY)));
}

/** Deletes it: the tab is back from AuthKit. */
export function clearInterruptedSignIn(): void {
  storeValue(sessionStorage, KEY, null);
}

function parseInterruptedSignIn(value: unknown): InterruptedSignIn {
  const record = parseRecord(value, 'sign-in');
  return {
    slug: parseNullable(record.slug, (slug) => parseString(slug, 'slug', ORGANIZATION_KEY_LIMIT)),
    returnTo: parseString(record.returnTo, 'returnTo', RETURN_PATH_LIMIT),
    // An earlier version does not store it.
    state: parseNullable(record.state, (state) => parseString(state, 'state', APP_STATE_LIMIT)),
  };
}
