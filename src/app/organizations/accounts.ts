import {
  isUsable,
  type OrganizationKey,
  type SessionState,
  type SessionStatus,
  type SessionUser,
} from '../../client/index.ts';
import { parseList, parseRecord, parseString } from '../../protocol/parse.ts';
import { readApi } from '../ui/read-api.ts';

/** A user who is signed in on this device. */
export interface Account {
  readonly user: SessionUser;
  /** An organization in which the account has a usable session; null: its session is without an organization. */
  readonly slug: OrganizationKey | null;
  /** Its latest sign-in, ms since the epoch. */
  readonly signedInAt: number;
}

/**
 * The accounts that are signed in on this device, latest sign-in first.
 *
 * @param withoutOrganization the session of a user who belongs to no organization
 */
export function accountsOf(
  sessions: readonly SessionStatus[],
  withoutOrganization?: SessionState,
): readonly Account[] {
  const accounts = sessions.flatMap(({ organization, session }): readonly Account[] =>
    isUsable(session)
      ? [{ user: session.user, slug: organization.slug, signedInAt: session.signedInAt }]
      : [],
  );
  const ofNone: readonly Account[] =
    withoutOrganization !== undefined && isUsable(withoutOrganization)
      ? [{ user: withoutOrganization.user, slug: null, signedInAt: withoutOrganization.signedInAt }]
      : [];
  const latestFirst = [...accounts, ...ofNone].sort((a, b) => b.signedInAt - a.signedInAt);
  return latestFirst.filter(({ user }, at) => latestFirst.findIndex((one) => one.user.id === user.id) === at);
}

/**
 * Asks the API which organizations an account is a member of.
 *
 * @returns their ids
 * @throws ProblemError if the memberships cannot be read right now
 */
export async function membershipsOf({ slug }: Account): Promise<ReadonlySet<string>> {
  const memberships = await readApi(slug, '/api/me/organizations');
  return new Set(
    parseList(memberships, (one) => parseString(parseRecord(one, 'membership').id, 'id', 128), 'list'),
  );
}
