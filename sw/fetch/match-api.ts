import type { ApiRule } from '../../src/protocol/configuration.ts';

/**
 * Whether a URL belongs to an API that gets access tokens: exact origin, whole path segments (R5).
 * The URL parser has resolved dot segments and backslashes already; what it left encoded stays encoded, and
 * `blob:` URLs, whose `origin` looks like the application's, are no API.
 */
export function matchApi(url: URL, apis: readonly ApiRule[]): ApiRule | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  // An address with a person in it says who asks; that is for the token to say.
  if (url.username !== '' || url.password !== '') return undefined;
  return apis.find(
    ({ origin, pathPrefix }) =>
      url.origin === origin &&
      (pathPrefix === '/' || url.pathname === pathPrefix || url.pathname.startsWith(`${pathPrefix}/`)),
  );
}
