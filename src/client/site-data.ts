import { KeyringError } from '../protocol/errors.ts';

/** `reason` of an `unsupported` error: the browser blocks all site data for this address. */
export const SITE_DATA_BLOCKED = 'site_data_blocked';

/**
 * Checks that this is no server, which has no sessions. Every page and every dedicated or shared worker has a `location`.
 *
 * @throws KeyringError `unsupported`
 */
export function assertBrowser(): void {
  if (globalThis.location === undefined) {
    throw new KeyringError('unsupported', 'Call this in the browser, not on a server.');
  }
}

/**
 * Checks what the keyring cannot work without. Call it before anything else touches storage: with all site data
 * blocked, browsers throw a `SecurityError` at each access.
 *
 * @throws KeyringError `unsupported`, also on a server; with the reason {@link SITE_DATA_BLOCKED} where a browser setting is the cause
 */
export function assertSupported(): void {
  assertBrowser();
  if (isSiteDataBlocked()) {
    throw new KeyringError(
      'unsupported',
      'The browser blocks cookies and other site data for this address.',
      { reason: SITE_DATA_BLOCKED },
    );
  }
  if (!hasServiceWorkers()) {
    throw new KeyringError('unsupported', 'The browser has no service workers for this address or window.');
  }
}

/** One setting covers cookies, storage, databases, caches and service workers; this is its synchronous part. */
function isSiteDataBlocked(): boolean {
  try {
    void globalThis.localStorage;
    return false;
  } catch {
    return true;
  }
}

function hasServiceWorkers(): boolean {
  try {
    return navigator.serviceWorker !== undefined;
  } catch {
    return false;
  }
}
