import { isPagePath } from '../../protocol/page-path.ts';
import {
  isOutsideOrganizations,
  type KeyringPaths,
  NO_ORGANIZATION,
  type OrganizationKey,
  organizationOfPath,
  pathOfOrganization,
} from '../../protocol/paths.ts';
import { encodeReturnPath } from '../../protocol/return-path.ts';

/** Where a user lands by default: the organization's home, or the app's home, which lists the organizations. */
export function homeOf(key: OrganizationKey | null, paths: KeyringPaths): string {
  return key === null ? paths.scope : pathOfOrganization(key, paths);
}

/** What decides whether a return path is accepted. */
export interface ReturnContext {
  /** This application's origin. */
  readonly origin: string;
  readonly paths: KeyringPaths;
  /** The organization that the authorization is for; null: none in particular. It returns to a page of no organization. */
  readonly key: OrganizationKey | null;
}

/**
 * Parses where a sign-in returns to (RFC 9700 §4.11): a path of this origin and of the same organization. Any other value
 * becomes the organization's home, so a hostile value can at worst lose a deep link.
 *
 * @param returnTo from the page
 */
export function parseReturnTo(returnTo: string, { origin, paths, key }: ReturnContext): string {
  const home = homeOf(key, paths);
  const path = encodeReturnPath(returnTo, origin);
  if (path === undefined) return home;
  const [pathname = ''] = path.split(/[?#]/);
  // Neither page shows anything of an organization. The window of a sign-in says which organization it was for.
  if (pathname === paths.signInProgress) return pathname;
  if (pathname === paths.signInFinished) return key === null ? pathname : `${pathname}?organization=${key}`;
  if (paths.organization === NO_ORGANIZATION) return pathname.startsWith(paths.scope) ? path : home;
  const belongs = key === null ? isPageOfNone(pathname, paths) : organizationOfPath(pathname, paths) === key;
  return belongs ? path : home;
}

/** The pages of a sign-in are left out: they would start another one, or report the failure of one. */
function isPageOfNone(pathname: string, paths: KeyringPaths): boolean {
  const { signIn, signInFailed, announcement } = paths;
  return (
    isOutsideOrganizations(pathname, paths) &&
    isPagePath(pathname, paths) &&
    ![signIn, signInFailed, announcement].includes(pathname)
  );
}
