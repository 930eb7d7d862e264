import { query } from '@solidjs/router';
import { type OrganizationSlug, parseNullable, parseRecord, parseString } from '../../client/index.ts';
import { readApi } from '../ui/read-api.ts';

/** The part of the API's `/me` response that the app uses. */
export interface Me {
  readonly role: string | null;
}

/** Reads the user's role in an organization. Not stored, because a role may change at any time. */
export const meOf = query(async (slug: OrganizationSlug): Promise<Me> => {
  try {
    const answer = parseRecord(await readApi(slug, '/api/me'), 'me');
    return { role: parseNullable(answer.role, (role) => parseString(role, 'role', 64)) };
  } catch (error) {
    forgetMe(slug);
    throw error;
  }
}, 'me');

/** Deletes the cached role of the user in an organization. */
export function forgetMe(slug: OrganizationSlug): void {
  query.delete(meOf.keyFor(slug));
}
