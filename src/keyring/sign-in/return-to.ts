import { type OrganizationSlug, organizationSlugOfPath } from '../../protocol/organization-slug.ts';
import { encodeReturnPath } from '../../protocol/return-path.ts';
import { SIGN_IN_FINISHED_PATH, SIGN_IN_PROGRESS_PATH } from '../../protocol/sign-in-paths.ts';

/** The default target of a sign-in: the organization's home, or the list of organizations. */
export function homeOf(slug: OrganizationSlug | null): string {
  return slug === null ? '/' : `/${slug}/`;
}

/** Pages outside of all organizations that a sign-in may return to. */
const PLACES_WITHOUT_ORGANIZATION: ReadonlySet<string> = new Set(['/', '/sessions']);

/**
 * Parses where a sign-in returns to (RFC 9700 §4.11): a path of this origin and of the same organization. Any other value
 * becomes the organization's home, so a hostile value can at worst lose a deep link.
 *
 * @param returnTo from the page
 * @param origin this application's origin
 * @param slug the organization of the sign-in; null: the user chooses one at the provider
 */
export function parseReturnTo(returnTo: string, origin: string, slug: OrganizationSlug | null): string {
  const home = homeOf(slug);
  const path = encodeReturnPath(returnTo, origin);
  if (path === undefined) return home;
  const [pathname = ''] = path.split(/[?#]/);
  // Both pages show no data of an organization. The sign-in window names the one that it was for.
  if (pathname === SIGN_IN_PROGRESS_PATH) return SIGN_IN_PROGRESS_PATH;
  if (pathname === SIGN_IN_FINISHED_PATH) return finishedPathOf(slug);
  const belongs =
    slug === null ? PLACES_WITHOUT_ORGANIZATION.has(pathname) : organizationSlugOfPath(pathname) === slug;
  return belongs ? path : home;
}

function finishedPathOf(slug: OrganizationSlug | null): string {
  return slug === null ? SIGN_IN_FINISHED_PATH : `${SIGN_IN_FINISHED_PATH}?organization=${slug}`;
}
