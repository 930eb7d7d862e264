import type { ApiRule } from '../../src/protocol/configuration.ts';
import { KeyringConfigurationError } from '../../src/protocol/configuration-error.ts';
import { KeyringError } from '../../src/protocol/errors.ts';
import type { RuntimeMistake } from '../../src/protocol/finding.ts';
import { matchApi } from './match-api.ts';
import { isNamed } from './named-organization.ts';
import { problemResponse } from './problem.ts';
import { quotedApi } from './quoted-api.ts';

/**
 * Refuses a request that names an organization and goes to no API of the allow-list. Sent on, it would have no token, and
 * it would tell an unknown server which organization the user works in.
 *
 * @returns `undefined`: the request names no organization, or its API is listed
 */
export function refuseUnlistedApi(
  request: Request,
  apis: readonly ApiRule[],
  report: (mistake: RuntimeMistake) => void,
): Response | undefined {
  if (request.mode === 'navigate' || !isNamed(request.headers)) return undefined;
  const url = new URL(request.url);
  if (matchApi(url, apis) !== undefined) return undefined;
  const { origin, pathPrefix } = quotedApi(url);
  const mistake = {
    setting: 'apis',
    value: apis.map((api) => api.origin + api.pathPrefix).join(', '),
    problem: `a page called ${origin}${pathPrefix} for an organization, and no entry matches it`,
    remedy: `Add { origin: "${origin}", pathPrefix: "${pathPrefix}" } if that API accepts your access tokens, or call it with fetch.`,
  } as const;
  report(mistake);
  return problemResponse(new KeyringError('api_not_listed', new KeyringConfigurationError(mistake).message));
}
