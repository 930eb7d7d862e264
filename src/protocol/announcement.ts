/** Where a page announces the organization of its URL: `POST` with {@link ORGANIZATION_HEADER}, or without for none. */
export const ANNOUNCEMENT_PATH = '/sw/announcement';

/** The header by which a request names its organization; it never leaves the worker. */
export const ORGANIZATION_HEADER = 'X-Org-Slug';
