/**
 * Longest return path that page, worker and storage keep: characters of its percent-encoded form. Together with the
 * other fields of a sign-in it fits into one message of a page (`MESSAGE_LIMIT`).
 */
export const RETURN_PATH_LIMIT = 4096;

/**
 * Percent-encodes a return path and checks its length. Page and worker use this one function, so that they agree on
 * which paths survive a sign-in.
 *
 * @param returnTo a path of this application, with or without a query and a fragment
 * @param origin this application's origin
 * @returns `undefined`: it is not a path of this origin, or it is longer than {@link RETURN_PATH_LIMIT}. The sign-in
 *   then returns to the organization's home
 * @example
 * encodeReturnPath('/acme/?view=日', 'https://app.test');  // '/acme/?view=%E6%97%A5'
 * encodeReturnPath('//evil.test/', 'https://app.test');    // undefined
 */
export function encodeReturnPath(returnTo: string, origin: string): string | undefined {
  if (!returnTo.startsWith('/') || !URL.canParse(returnTo, origin)) return undefined;
  const url = new URL(returnTo, origin);
  if (url.origin !== origin) return undefined;
  const path = url.pathname + url.search + url.hash;
  // `/.//evil.test` is a path of this origin, and what is left of it names another host.
  if (path.startsWith('//')) return undefined;
  // A query may contain backslashes, and JSON doubles each of them.
  const sentLength = JSON.stringify(path).length - '""'.length;
  return sentLength <= RETURN_PATH_LIMIT ? path : undefined;
}
