/**
 * Where a page announces the organization of its URL: a request with {@link ORGANIZATION_HEADER}, or without for none,
 * by each of {@link ANNOUNCEMENT_METHODS}.
 */
export const ANNOUNCEMENT_PATH = '/sw/announcement';

/** One for the GET requests of a page and one for all others: the two kinds overtake each other on their way. */
export const ANNOUNCEMENT_METHODS = ['GET', 'POST'] as const;

/** The header by which a request names its organization; it never leaves the worker. */
export const ORGANIZATION_HEADER = 'X-Org-Slug';
