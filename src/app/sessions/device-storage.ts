/** In localStorage, which browsers do not empty for room as they do with databases and caches. Nothing personal. */
const MARK = 'keyring-used';
/** Its twin in Cache Storage, which goes together with the sessions. No sign-out touches either. */
const TWIN = 'keyring-used';
const ASKED = 'keyring-persistence-asked';

/** Notes that this device keeps something of somebody's. */
export async function markUsed(): Promise<void> {
  await caches.open(TWIN);
  localStorage.setItem(MARK, '1');
}

/**
 * Whether the browser has cleared what this site kept: one mark stands and the other is gone. A browser that clears
 * everything at once leaves nothing to tell it by.
 */
export async function wasCleared(): Promise<boolean> {
  return localStorage.getItem(MARK) !== null && !(await caches.has(TWIN));
}

/**
 * Asks the browser, once, not to clear this site's data when it needs room. To be called when somebody has just left
 * something here that is nowhere else: only then does a browser's question make sense to them.
 */
export async function askForPersistence(): Promise<void> {
  if (typeof navigator.storage?.persist !== 'function' || localStorage.getItem(ASKED) !== null) return;
  localStorage.setItem(ASKED, '1');
  await navigator.storage.persist();
}
