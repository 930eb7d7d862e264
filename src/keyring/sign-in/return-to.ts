import { type OrganizationSlug, organizationSlugOfPath } from '../../protocol/organization-slug.ts';
import { encodeReturnPath } from '../../protocol/return-path.ts';
import { SIGN_IN_FINISHED_PATH, SIGN_IN_PROGRESS_PATH } from '../../protocol/sign-in-paths.ts';

/** Where a person lands who asked for nothing better: the organization's home, or the list of organizations. */
export function homeOf(slug: OrganizationSlug | null): string {
  return slug === null ? '/' : `/${slug}/`;
}

/** Pages that name no organization and may be returned to. */
const PLACES_WITHOUT_ORGANIZATION: ReadonlySet<string> = new Set(['/', '/sessions']);

/**
 * Reads where to go after a sign-in (RFC 9700 §4.11): a path of this origin, of the same organization.
 * Anything else becomes the organization's home, so a hostile value can at worst lose a deep link.
 *
 * @param returnTo what the page asked for
 * @param origin this application's origin
 * @param slug the organization that the authorization is for; null: none in particular
 */
export function parseReturnTo(returnTo: string, origin: string, slug: OrganizationSlug | null): string {
  const home = homeOf(slug);
  const path = encodeReturnPath(returnTo, origin);
  if (path === undefined) return home;
  const [pathname = ''] = path.split(/[?#]/);
  // Neither shows anything of an organization; the window of a sign-in says which one it was for.
  if (pathname === SIGN_IN_PROGRESS_PATH) return SIGN_IN_PROGRESS_PATH;
  if (pathname === SIGN_IN_FINISHED_PATH) return finishedPathOf(slug);
  const belongs =
    slug === null ? PLACES_WITHOUT_ORGANIZATION.has(pathname) : organizationSlugOfPath(pathname) === slug;
  return belongs ? path : home;
}

function finishedPathOf(slug: OrganizationSlug | null): string {
  return slug === null ? SIGN_IN_FINISHED_PATH : `${SIGN_IN_FINISHED_PATH}?organization=${slug}`;
}
