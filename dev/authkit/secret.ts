import { randomBytes } from 'node:crypto';

/** Creates an unguessable value for codes, refresh tokens, cookies and session ids. */
export function secret(prefix = ''): string {
  return prefix + randomBytes(24).toString('base64url');
}

/** Creates the id of a user or an organization. As at WorkOS it has letters and digits after the prefix. */
export function secretId(prefix: string): string {
  return prefix + randomBytes(13).toString('hex').toUpperCase();
}
