/**
 * Marker in localStorage, which browsers do not evict under storage pressure, unlike databases and caches. It holds no
 * personal data.
 */
const MARK = 'keyring-used';
/**
 * The same marker in Cache Storage, which the browser evicts together with the sessions. A sign-out deletes neither.
 */
const TWIN = 'keyring-used';
const ASKED = 'keyring-persistence-asked';

/** Records that this device stores data of a user. */
export async function markUsed(): Promise<void> {
  await caches.open(TWIN);
  localStorage.setItem(MARK, '1');
}

/**
 * Whether the browser has evicted this site's data: one marker exists and the other is gone. If the browser clears
 * everything at once, this cannot be detected.
 */
export async function wasCleared(): Promise<boolean> {
  return localStorage.getItem(MARK) !== null && !(await caches.has(TWIN));
}

/**
 * Asks the browser once not to evict this site's data. Call it when the user has just stored data that exists only
 * here, so that the browser's permission prompt makes sense to them.
 */
export async function askForPersistence(): Promise<void> {
  if (typeof navigator.storage?.persist !== 'function' || localStorage.getItem(ASKED) !== null) return;
  localStorage.setItem(ASKED, '1');
  await navigator.storage.persist();
}
