import { randomBytes } from 'node:crypto';

/** An unguessable value: codes, refresh tokens, cookies, and the ids of sessions. */
export function secret(prefix = ''): string {
  return prefix + randomBytes(24).toString('base64url');
}
