/** Paths of the server: the API, the sign-in callback, the key set, manifests with their icons. */
const SERVER_PATH = /^\/(?:api|auth\/callback|auth\/jwks|manifest)(?:\/|$)/;

/** A dot in the last segment, also a percent-encoded one, marks a file. */
const FILE_PATH = /(?:\.|%2e)[^/]*$/i;

/**
 * Whether a path of the reference app is a page, for which the server and the worker respond with the same document.
 * Both use this one rule, so a URL that opens online also opens offline.
 *
 * @param pathname a URL's `pathname`, still percent-encoded: never with the query, which may hold any character
 * @example
 * isPagePath('/acme/settings');   // true
 * isPagePath('/assets/page.js');  // false
 */
export function isPagePath(pathname: string): boolean {
  return !SERVER_PATH.test(pathname) && !FILE_PATH.test(pathname);
}
