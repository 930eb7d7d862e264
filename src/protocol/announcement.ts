/**
 * Default path of announcements. A page sends a request with {@link ORGANIZATION_HEADER} by each of
 * {@link ANNOUNCEMENT_METHODS}. Without the header it announces that its URL names no organization.
 */
export const ANNOUNCEMENT_PATH = '/sw/announcement';

/** GET binds the page's GET requests and POST all others, because the two kinds can overtake each other. */
export const ANNOUNCEMENT_METHODS = ['GET', 'POST'] as const;

/**
 * The header by which a request names its organization: its slug, or its id; `WITHOUT_ORGANIZATION` for the session without
 * one. It never leaves the worker.
 */
export const ORGANIZATION_HEADER = 'X-Org-Slug';

/**
 * The header by which a request names its owner: organization id and user id. It never leaves the worker. Between the
 * time when data is written and when it is sent, a slug can move to another organization, and another user can sign in.
 */
export const OWNER_HEADER = 'X-Keyring-Owner';

/** The owner of a request: more than the organization's slug says. */
export interface RequestOwner {
  readonly organizationId: string;
  readonly userId: string;
}

/** Whose session may send a request. */
export interface RequiredOwner {
  /** Left out: that of the organization that the request names. */
  readonly organizationId?: string | undefined;
  readonly userId: string;
}

/** The value of {@link OWNER_HEADER}. */
export function ownerText({ organizationId = '', userId }: RequiredOwner): string {
  return [organizationId, userId].map(encodeURIComponent).join('/');
}

/**
 * The header by which a page says that a body is large, or is a stream: the worker then keeps no copy of it. It never
 * leaves the worker.
 */
export const LARGE_BODY_HEADER = 'X-Keyring-Large-Body';
