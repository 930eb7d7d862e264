import { ORGANIZATION_HEADER, OWNER_HEADER, ownerText } from '../../src/protocol/announcement.ts';
import { KeyringError } from '../../src/protocol/errors.ts';
import { readSessionHandle } from '../../src/protocol/session-handle.ts';

/**
 * Reads the organization that a request itself names: by `X-Org-Slug`, by a session handle as its Bearer token, or by both.
 *
 * @returns the name as it stands there; empty if a handle names none; null if the request names none
 * @throws KeyringError `organization_conflict`: header and handle name different organizations
 */
export function namedOrganization(headers: Headers): string | null {
  const header = headers.get(ORGANIZATION_HEADER);
  const handle = readSessionHandle(headers.get('Authorization'));
  if (handle === undefined) return header;
  const named = handle?.organizationKey ?? '';
  if (header === null || header === named) return named;
  throw new KeyringError(
    'organization_conflict',
    'The X-Org-Slug header and the session handle of this request name different organizations. Send one of them.',
  );
}

/** Whether a request names its organization or carries a session handle. Only an API of the allow-list may get it. */
export function isNamed(headers: Headers): boolean {
  return headers.has(ORGANIZATION_HEADER) || readSessionHandle(headers.get('Authorization')) !== undefined;
}

/**
 * Whether the session of a request belongs to the owner that the request names. A slug can move to another organization,
 * and another user can sign in, while a client still keeps the handle of the session before.
 */
export function isOfNamedOwner(headers: Headers, owner: string): boolean {
  const handle = readSessionHandle(headers.get('Authorization'));
  const named = headers.get(OWNER_HEADER) ?? owner;
  // The second form names the user alone.
  const isOwner = named === owner || named === owner.slice(owner.indexOf('/'));
  return isOwner && (!handle || ownerText(handle) === owner);
}
