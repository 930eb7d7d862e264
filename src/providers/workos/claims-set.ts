import type { CompactVerifyResult } from 'jose';
import { parseRecord, type UnknownRecord } from '../../protocol/parse.ts';

/** The claims set of an access token whose registered claims have their types. */
export type ClaimsSet = UnknownRecord & {
  readonly sub: string;
  readonly sid: string;
  readonly iat: number;
  readonly exp: number;
};

/**
 * Reads the claims of a token whose signature is verified (RFC 7519 §7.2). jose's `jwtVerify` also does so, with options that the
 * worker would bundle and not use, and with the device's clock. Here `exp` and `nbf` are compared with `iat`.
 *
 * @returns `undefined`: no JSON object, or a claim is missing, of another type, or contradicts `iat`
 */
export function readClaimsSet({ payload, protectedHeader }: CompactVerifyResult): ClaimsSet | undefined {
  // RFC 7797 §7: a JWT does not use unencoded payloads.
  if (protectedHeader.b64 === false) return undefined;
  const claims = parseObject(payload);
  if (claims === undefined) return undefined;
  const { sub, sid, iat, exp, nbf = iat } = claims;
  if (typeof sub !== 'string' || typeof sid !== 'string') return undefined;
  if (!isTime(iat) || !isTime(exp) || !isTime(nbf)) return undefined;
  return exp > iat && nbf <= iat ? { ...claims, sub, sid, iat, exp } : undefined;
}

function parseObject(payload: Uint8Array): UnknownRecord | undefined {
  try {
    return parseRecord(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)), 'claims');
  } catch {
    return undefined;
  }
}

/** Seconds since the epoch (RFC 7519 §2, NumericDate), up to the year 33,658: a page that shows a time after 275,760 throws. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 1e12;
}
