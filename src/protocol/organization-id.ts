/** The id of an organization in a URL, as WorkOS makes them: `org_` and up to 64 letters and digits. */
export type OrganizationId = string & { readonly __brand: 'OrganizationId' };

const ID = /^org_[A-Za-z0-9]{1,64}$/;

/**
 * Reads an organization id. Nothing is decoded, folded or trimmed.
 *
 * @example
 * parseOrganizationId('org_01EHZNVPK3SFK441A1RGBFSHRT'); // the same text
 * parseOrganizationId('acme');                           // undefined
 */
export function parseOrganizationId(value: unknown): OrganizationId | undefined {
  return typeof value === 'string' && ID.test(value) ? (value as OrganizationId) : undefined;
}
