import { readUnverifiedClaims } from '../client/index.ts';
import type { JWTPayload } from './types.ts';

/**
 * Reads the claims of what `getAccessToken()` returned. Nothing is verified: use them only to decide what to show.
 *
 * @throws ParseError if the text is no JWT
 * @example
 * const { org_id, permissions } = getClaims(await client.getAccessToken());
 */
// biome-ignore lint/complexity/noBannedTypes: the default of `@workos-inc/authkit-js`, whose types this entry has.
export function getClaims<T = {}>(accessToken: string): JWTPayload & T {
  // As in `@workos-inc/authkit-js`, the caller states what else the token contains.
  return readUnverifiedClaims(accessToken) as unknown as JWTPayload & T;
}
