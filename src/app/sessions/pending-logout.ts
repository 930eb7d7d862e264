import { createSignal } from 'solid-js';
import { attempt, parseString } from '../../protocol/parse.ts';
import { readStored, storeValue } from '../notes/stored-value.ts';

const KEY = 'pending-logout';
/** In place of the address: the response with it was lost, or AuthKit does not respond. */
export const UNCONFIRMED = 'unconfirmed';
const storage = (): Storage => localStorage;
/** Longest address that is read, UTF-16 code units. */
const LENGTH = 2_000;

const [pendingLogout, setPending] = createSignal(read());
addEventListener('storage', ({ key }) => {
  if (key === KEY || key === null) setPending(read());
});

/**
 * The address of AuthKit's logout, if it was not reachable at the last sign-out everywhere (a signal), or {@link UNCONFIRMED}. It is
 * stored until the user has opened it or signs in again, so that a reload or another tab reminds of it too.
 */
export { pendingLogout };

/** @param url or {@link UNCONFIRMED}; null: nothing is left to do */
export function storePendingLogout(url: string | null): void {
  storeValue(storage, KEY, url);
  setPending(url);
}

function read(): string | null {
  const stored = readStored(storage, KEY);
  if (stored === UNCONFIRMED) return stored;
  const url = attempt(() => new URL(parseString(stored, 'pending logout', LENGTH)));
  return url !== undefined && /^https?:$/.test(url.protocol) ? url.href : null;
}
