import {
  isUsable,
  type OrganizationSlug,
  parseList,
  parseRecord,
  parseString,
  type SessionStatus,
  type SessionUser,
} from '../../client/index.ts';
import { readApi } from '../ui/read-api.ts';

/** A user who is signed in on this device. */
export interface Account {
  readonly user: SessionUser;
  /** An organization in which the account has a usable session. */
  readonly slug: OrganizationSlug;
  /** Its latest sign-in, ms since the epoch. */
  readonly signedInAt: number;
}

/** The accounts that are signed in on this device, latest sign-in first. */
export function accountsOf(sessions: readonly SessionStatus[]): readonly Account[] {
  const accounts = sessions.flatMap(({ organization, session }): readonly Account[] =>
    isUsable(session)
      ? [{ user: session.user, slug: organization.slug, signedInAt: session.signedInAt }]
      : [],
  );
  const latestFirst = accounts.sort((a, b) => b.signedInAt - a.signedInAt);
  return latestFirst.filter(({ user }, at) => latestFirst.findIndex((one) => one.user.id === user.id) === at);
}

/**
 * Asks the API which organizations an account is a member of.
 *
 * @returns their ids
 * @throws ProblemError if the memberships cannot be read right now
 */
export async function membershipsOf({ slug }: Account): Promise<ReadonlySet<string>> {
  const answer = await readApi(slug, '/api/me/organizations');
  return new Set(
    parseList(answer, (one) => parseString(parseRecord(one, 'membership').id, 'id', 128), 'list'),
  );
}
