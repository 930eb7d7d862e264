const KEY = 'keyring-tab';

/** Longest name that the worker reads, characters. */
const LIMIT = 64;

/** A random name of this tab that outlives its navigations: the worker tells a return from a second tab by it. */
export function tabName(): string {
  const known = sessionStorage.getItem(KEY);
  // Other script of this origin may have written something else there.
  if (known !== null && known !== '' && known.length <= LIMIT) return known;
  const name = crypto.randomUUID();
  sessionStorage.setItem(KEY, name);
  return name;
}
