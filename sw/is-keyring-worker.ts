import { scope } from './scope.ts';

/**
 * Whether this is the one worker that holds the keyring. The server gives the same script, with the key in it, to
 * whoever registers it under another scope, or with a `#fragment`: there it must not run.
 */
export function isKeyringWorker(): boolean {
  const { href, origin } = location;
  // In a page or a dedicated worker there is no registration.
  return 'registration' in scope && href === `${origin}/sw.js` && scope.registration.scope === `${origin}/`;
}
