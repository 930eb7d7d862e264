import type { ApiRule } from '../../src/protocol/configuration.ts';
import { ticketOfAuthorization } from '../../src/protocol/ticket.ts';

/**
 * A dot segment that the URL parser does not resolve, but that some servers do after they have decoded the path (nginx), or cut
 * off parameters (Tomcat): `/api/..%2fother` is `/other` there.
 */
const HIDDEN_PARENT = /(\/|%2f|%5c)(\.|%2e){2}([/;]|%2f|%5c|$)/i;

/**
 * Finds the API that a URL belongs to: exact origin, whole path segments (R5). The URL parser has already resolved dot
 * segments and backslashes; a path with one that it left matches no API. Other percent-encoded characters stay encoded. A `blob:`
 * URL, whose `origin` looks like the application's, matches no API.
 */
export function matchApi(url: URL, apis: readonly ApiRule[]): ApiRule | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  // Only the token may say who the user is, so a URL with credentials matches no API.
  if (url.username !== '' || url.password !== '' || HIDDEN_PARENT.test(url.pathname)) return undefined;
  return apis.find(
    ({ origin, pathPrefix }) =>
      url.origin === origin &&
      (pathPrefix === '/' || url.pathname === pathPrefix || url.pathname.startsWith(`${pathPrefix}/`)),
  );
}

const MEDIA: ReadonlySet<string> = new Set(['image', 'audio', 'video', 'track']);

/** The rule of the API that a request is for. `undefined`: the keyring does not handle the request. */
export function apiOf(
  { url, mode, method, destination, headers }: Request,
  apis: readonly ApiRule[],
): ApiRule | undefined {
  // A ticket is for requests past the worker, such as an upload whose progress a page shows.
  if (ticketOfAuthorization(headers.get('Authorization')) !== undefined) return undefined;
  const api = mode === 'navigate' ? undefined : matchApi(new URL(url), apis);
  if (destination !== '') return api?.media === true && MEDIA.has(destination) ? api : undefined;
  // `<link rel="prefetch">` and `<a ping>` have the destination of a script's call, and a page needs no script for them.
  const isHint = mode === 'no-cors' && (method === 'GET' || headers.has('Ping-To'));
  return isHint ? undefined : api;
}
