import { storedValue, storeValue } from './stored-value.ts';

/** `sessionStorage`: this tab has reloaded its page by itself, and no page has started since. */
const KEY = 'keyring-reloaded';
/** Longest wait for the reload to replace this document, ms. */
const RELOAD_LIMIT = 10_000;

/**
 * Reloads a page that could not start, once: a page that fails again reports its error, so a tab never reloads in a loop.
 *
 * @param error why the page could not start
 * @throws the error, if the tab has reloaded for an error before, cannot remember that, or the reload does not happen
 */
export async function reloadOnce(error: unknown): Promise<never> {
  if (!mayReload()) throw error;
  location.reload();
  await new Promise((resolve) => setTimeout(resolve, RELOAD_LIMIT));
  throw error;
}

/** The page has started: a later one of this tab may reload again. */
export function allowReload(): void {
  try {
    storeValue(sessionStorage, KEY, null);
  } catch {
    // Without storage a page never reloads by itself.
  }
}

function mayReload(): boolean {
  try {
    const hasReloaded = storedValue(sessionStorage, KEY) === true;
    storeValue(sessionStorage, KEY, hasReloaded ? null : true);
    return !hasReloaded;
  } catch {
    return false;
  }
}
