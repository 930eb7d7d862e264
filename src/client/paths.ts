import { derivePaths } from '../protocol/derive-paths.ts';
import * as protocol from '../protocol/paths.ts';

let current = derivePaths();

/**
 * Sets the paths of this page: the same as in the server's configuration. `connectKeyring({ paths })` does so too. Call
 * this function only if the page needs its paths before it connects. The server and the worker check the values.
 *
 * @example
 * setKeyringPaths({ scope: '/app/' });
 */
export function setKeyringPaths(paths: protocol.KeyringPathsOptions): void {
  current = derivePaths(paths);
}

/**
 * The paths of this page, with their defaults.
 *
 * @example
 * if (location.pathname === keyringPaths().signIn) await keyring.signInFromLink(location.search);
 */
export function keyringPaths(): protocol.KeyringPaths {
  return current;
}

/**
 * Reads the organization that a path names: its slug, or its id with `organizationKey: 'id'`.
 *
 * @param pathname a URL's `pathname`, still percent-encoded
 * @example
 * organizationSlugOfPath('/acme/settings');  // 'acme'
 * organizationSlugOfPath('/sessions');       // undefined
 */
export function organizationSlugOfPath(pathname: string): protocol.OrganizationKey | undefined {
  return protocol.organizationOfPath(pathname, current);
}

/**
 * The home of an organization: {@link organizationSlugOfPath} in the other direction.
 *
 * @example
 * pathOfOrganization(organization.slug); // '/acme/'
 */
export function pathOfOrganization(slug: protocol.OrganizationKey): string {
  return protocol.pathOfOrganization(slug, current);
}

/**
 * Reads what names an organization in a URL, such as a parameter of a router.
 *
 * @returns `undefined`: the value is no slug (or no id with `organizationKey: 'id'`), or it is reserved
 * @example
 * parseOrganizationSlug('acme'); // 'acme'
 * parseOrganizationSlug('ACME'); // undefined
 */
export function parseOrganizationSlug(value: unknown): protocol.OrganizationKey | undefined {
  return protocol.parseOrganizationKey(value, current);
}

/** Reads a slug or an id, for a request to the worker. @throws KeyringError `organization_unknown` */
export function requireOrganizationName(text: string): protocol.OrganizationKey {
  return protocol.requireOrganizationName(text, current);
}

/** Reads what names an organization in a URL. @throws KeyringError `organization_unknown` */
export function requireOrganizationSlug(text: string): protocol.OrganizationKey {
  return protocol.requireOrganizationKey(text, current);
}
