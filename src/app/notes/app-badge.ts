import { type OrganizationSlug, organizationSlugOfPath } from '../../client/index.ts';
import { installWay } from '../install/install-prompt.ts';

const OWNER = 'app-window-of';
const KNOWN = 'installed-apps';

/**
 * Which organization's app this window is: the one that it was opened for, also after it has come back from AuthKit.
 * All apps share a scope, so a window may show another organization later, and its icon must not count that one's.
 */
const owner = installWay() === 'installed' ? ownerOfWindow() : undefined;

if (owner !== undefined) noteInstalled(owner);
addEventListener('appinstalled', () => noteInstalled(slugOfPage()));

/**
 * Whether a number can stand on the icon of an organization's app: this window is that app, the system has badges, and
 * no second app of this origin is on the device. Chromium would take either of the two icons for either window, because
 * their scopes are the same. Nobody needs to count where this says no.
 */
export function canBadge(slug: OrganizationSlug): boolean {
  return owner === slug && 'setAppBadge' in navigator && installedApps().size <= 1;
}

/**
 * Shows a number on the icon of an organization's app, where {@link canBadge} allows one; what stands there from before goes.
 *
 * @param count 0 takes the badge away
 */
export function showBadge(slug: OrganizationSlug, count: number): void {
  if (owner !== slug || !('setAppBadge' in navigator)) return;
  // A person may have forbidden badges; nothing is lost by it.
  navigator.setAppBadge(canBadge(slug) ? count : 0).catch(() => {});
}

function ownerOfWindow(): string {
  try {
    const known = sessionStorage.getItem(OWNER) ?? slugOfPage();
    sessionStorage.setItem(OWNER, known);
    return known;
  } catch {
    // Site data is blocked. This runs while modules load: an error here would leave the page blank.
    return slugOfPage();
  }
}

/** The organization of this page; empty for the app as a whole. */
function slugOfPage(): string {
  return organizationSlugOfPath(location.pathname) ?? '';
}

/** The apps that were installed or opened in this browser profile. One that was removed since still counts. */
function installedApps(): ReadonlySet<string> {
  try {
    return new Set(localStorage.getItem(KNOWN)?.split(' '));
  } catch {
    return new Set();
  }
}

function noteInstalled(slug: string): void {
  try {
    localStorage.setItem(KNOWN, [...new Set([...installedApps(), slug])].join(' '));
  } catch {
    // Site data is blocked: the next start counts this app.
  }
}
