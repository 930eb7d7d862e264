import { attempt, parseOneOf } from './parse.ts';

export const PRIVATE_CACHE_KINDS = ['kept', 'unsent'] as const;
/**
 * What a private cache is for. It belongs to one user in one organization. `kept`: API responses to read without a
 * network; it is deleted on a sign-out, and when another user signs in to the organization. `unsent`: data that the user
 * wrote and no API has received; only a sign-out deletes it.
 */
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

/** The Web Lock under which a page makes a private cache of an organization, and the worker deletes them. */
export function privateCacheLock(organizationId: string): string {
  return `keyring-private-caches:${organizationId}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // `privateCacheName` did not make this name. Unchanged it matches no user.
    return text;
  }
}
