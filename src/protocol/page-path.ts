import type { KeyringPaths } from './paths.ts';

/** Paths in the scope that the server serves: the API, the sign-in callback, the key set, manifests with their icons. */
const SERVER_PATH = /^\/(?:api|auth\/callback|auth\/jwks|manifest)(?:\/|$)/;

/** A dot in the last segment, also a percent-encoded one, marks a file. */
const FILE_NAME = /\.|%2e/i;

/**
 * Whether a path of the reference app is a page, for which the server and the worker respond with the same document.
 * Both use this one rule, so a URL that opens online also opens offline.
 *
 * @param pathname a URL's `pathname`, still percent-encoded: never with the query, which may hold any character
 * @param scope the folder of the app
 * @example
 * isPagePath('/acme/settings', { scope: '/' });   // true
 * isPagePath('/assets/page.js', { scope: '/' });  // false
 */
export function isPagePath(pathname: string, { scope }: Pick<KeyringPaths, 'scope'>): boolean {
  if (!pathname.startsWith(scope)) return false;
  const path = pathname.slice(scope.length - 1);
  // One search in the last segment alone: a link can have a million dots before it.
  return !SERVER_PATH.test(path) && !FILE_NAME.test(path.split('/').pop() ?? '');
}
