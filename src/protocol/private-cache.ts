import { attempt, parseOneOf } from './parse.ts';

/**
 * What a cache of one person's data of one organization is for. `kept`: answers of APIs, to read without a network;
 * it goes also when another person takes the organization over. `unsent`: what that person wrote and no API has yet;
 * it waits for them, and goes with a sign-out alone.
 */
export const PRIVATE_CACHE_KINDS = ['kept', 'unsent'] as const;
export type PrivateCacheKind = (typeof PRIVATE_CACHE_KINDS)[number];

/** Whose data a private cache holds. */
export interface PrivateCacheOwner {
  readonly kind: PrivateCacheKind;
  readonly organizationId: string;
  readonly userId: string;
}

const PREFIX = 'keyring';

/** The name in Cache Storage by which page and worker know a private cache (R14). */
export function privateCacheName({ kind, organizationId, userId }: PrivateCacheOwner): string {
  return [PREFIX, kind, ...[organizationId, userId].map(encodeURIComponent)].join(':');
}

/** Reads such a name; `undefined`: a cache that is none of the keyring's. */
export function parsePrivateCacheName(name: string): PrivateCacheOwner | undefined {
  const [prefix, kind, organizationId, userId, ...rest] = name.split(':');
  if (prefix !== PREFIX || organizationId === undefined || userId === undefined || rest.length > 0)
    return undefined;
  return attempt(() => ({
    kind: parseOneOf(kind, PRIVATE_CACHE_KINDS, 'kind'),
    organizationId: decode(organizationId),
    userId: decode(userId),
  }));
}

/** The Web Lock under which a page makes a private cache of an organization, and the worker wipes them. */
export function privateCacheLock(organizationId: string): string {
  return `keyring-private-caches:${organizationId}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not a name that privateCacheName made: taken as it is, it belongs to nobody.
    return text;
  }
}
