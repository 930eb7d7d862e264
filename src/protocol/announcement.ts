/**
 * Where a page announces the organization of its URL: a request with {@link ORGANIZATION_HEADER}, or without for none,
 * by each of {@link ANNOUNCEMENT_METHODS}.
 */
export const ANNOUNCEMENT_PATH = '/sw/announcement';

/** One for the GET requests of a page and one for all others: the two kinds overtake each other on their way. */
export const ANNOUNCEMENT_METHODS = ['GET', 'POST'] as const;

/** The header by which a request names its organization; it never leaves the worker. */
export const ORGANIZATION_HEADER = 'X-Org-Slug';

/**
 * The header by which a request says whose it is, organization id and user id; it never leaves the worker. A slug can
 * be given to another organization, and another person can sign in, between the writing of something and its sending.
 */
export const OWNER_HEADER = 'X-Keyring-Owner';

/** Whose a request is, beyond the organization's slug. */
export interface RequestOwner {
  readonly organizationId: string;
  readonly userId: string;
}

/** The value of {@link OWNER_HEADER}. */
export function ownerText({ organizationId, userId }: RequestOwner): string {
  return [organizationId, userId].map(encodeURIComponent).join('/');
}
