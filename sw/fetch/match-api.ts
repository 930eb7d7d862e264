import type { ApiRule } from '../../src/protocol/configuration.ts';

/**
 * Finds the API that a URL belongs to: exact origin, whole path segments (R5). The URL parser has already resolved dot
 * segments and backslashes. Percent-encoded characters stay encoded. A `blob:` URL, whose `origin` looks like the
 * application's, matches no API.
 */
export function matchApi(url: URL, apis: readonly ApiRule[]): ApiRule | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  // Only the token may say who the user is, so a URL with credentials matches no API.
  if (url.username !== '' || url.password !== '') return undefined;
  return apis.find(
    ({ origin, pathPrefix }) =>
      url.origin === origin &&
      (pathPrefix === '/' || url.pathname === pathPrefix || url.pathname.startsWith(`${pathPrefix}/`)),
  );
}
