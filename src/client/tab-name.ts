const KEY = 'keyring-tab';

/** Longest name that the worker reads, characters. */
const LIMIT = 64;

/** A random name of this tab that is kept over its navigations. It lets the worker distinguish a return from a second tab. */
export function tabName(): string {
  const known = sessionStorage.getItem(KEY);
  // Other script of this origin may have written something else there.
  if (known !== null && known !== '' && known.length <= LIMIT) return known;
  const name = crypto.randomUUID();
  try {
    sessionStorage.setItem(KEY, name);
  } catch {
    // The storage is full: the worker takes each sign-in of this tab for one of another tab.
  }
  return name;
}
