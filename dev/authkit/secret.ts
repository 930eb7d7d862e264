import { randomBytes } from 'node:crypto';

/** Creates an unguessable value for codes, refresh tokens, cookies and session ids. */
export function secret(prefix = ''): string {
  return prefix + randomBytes(24).toString('base64url');
}
