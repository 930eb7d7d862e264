const KEY = 'keyring-tab';

/** A random name of this tab that outlives its navigations: the worker tells a return from a second tab by it. */
export function tabName(): string {
  const known = sessionStorage.getItem(KEY);
  if (known !== null) return known;
  const name = crypto.randomUUID();
  sessionStorage.setItem(KEY, name);
  return name;
}
