/**
 * Names the session without an organization wherever another session has the id or the slug of its organization: in the
 * store, in messages, and in the header `X-Org-Slug`. It is no slug and no WorkOS id by their grammar, and neither
 * `parseOrganization` nor `checkGrant` accepts it as the id of an organization.
 */
export const WITHOUT_ORGANIZATION = '(none)';
