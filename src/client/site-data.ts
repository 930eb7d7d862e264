import { KeyringError } from '../protocol/errors.ts';

/** `reason` of an `unsupported` error: the browser blocks all site data for this address. */
export const SITE_DATA_BLOCKED = 'site_data_blocked';

/**
 * Checks what the keyring cannot work without. Call it before anything else touches storage: with all site data
 * blocked, browsers throw a `SecurityError` at each access.
 *
 * @throws KeyringError `unsupported`; with the reason {@link SITE_DATA_BLOCKED} where a browser setting is the cause
 */
export function assertSupported(): void {
  if (isSiteDataBlocked()) {
    throw new KeyringError(
      'unsupported',
      'The browser blocks cookies and other site data for this address.',
      { reason: SITE_DATA_BLOCKED },
    );
  }
  if (!hasServiceWorkers()) {
    throw new KeyringError('unsupported', 'This browser, or this private window, has no service workers.');
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
