import type { ApiRule } from '../../src/protocol/configuration.ts';
import { KeyringConfigurationError } from '../../src/protocol/configuration-error.ts';
import { KeyringError } from '../../src/protocol/errors.ts';
import type { RuntimeMistake } from '../../src/protocol/finding.ts';
import { matchApi } from './match-api.ts';
import { isNamed } from './named-organization.ts';
import { problemResponse } from './problem.ts';

/** Longest first segment of a path that the log quotes, characters. */
const FIRST_SEGMENT = 40;

/**
 * Refuses a request that names an organization and goes to no API of the allow-list. Sent on, it would have no token, and
 * it would tell an unknown server which organization the user works in.
 *
 * @returns `undefined`: the request names no organization, or its API is listed
 */
export function refuseUnlistedApi(
  { url, mode, headers }: Request,
  apis: readonly ApiRule[],
  report: (mistake: RuntimeMistake) => void,
): Response | undefined {
  if (mode === 'navigate' || !isNamed(headers)) return undefined;
  const { origin, pathname } = new URL(url);
  if (matchApi(new URL(url), apis) !== undefined) return undefined;
  // Only the first segment: what follows can be user data, which does not belong in a log.
  const first = (pathname.split('/')[1] ?? '').slice(0, FIRST_SEGMENT);
  const mistake = {
    setting: 'apis',
    value: apis.map((api) => api.origin + api.pathPrefix).join(', '),
    problem: `a page called ${origin}/${first} for an organization, and no entry matches it`,
    remedy: `Add { origin: "${origin}", pathPrefix: "/${first}" } if that API accepts your access tokens, or call it with fetch.`,
  } as const;
  report(mistake);
  return problemResponse(new KeyringError('api_not_listed', new KeyringConfigurationError(mistake).message));
}
