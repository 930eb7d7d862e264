import { query } from '@solidjs/router';
import { type OrganizationSlug, parseNullable, parseRecord, parseString } from '../../client/index.ts';
import { readApi } from '../ui/read-api.ts';

/** What the API says of the person behind the token. */
export interface Me {
  readonly role: string | null;
}

/** Who one is in an organization; not kept, since a role may change at any time. */
export const meOf = query(async (slug: OrganizationSlug): Promise<Me> => {
  try {
    const answer = parseRecord(await readApi(slug, '/api/me'), 'me');
    return { role: parseNullable(answer.role, (role) => parseString(role, 'role', 64)) };
  } catch (error) {
    forgetMe(slug);
    throw error;
  }
}, 'me');

/** Drops what is known of the person in an organization. */
export function forgetMe(slug: OrganizationSlug): void {
  query.delete(meOf.keyFor(slug));
}
