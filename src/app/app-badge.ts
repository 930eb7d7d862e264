import { type OrganizationSlug, organizationSlugOfPath } from '../client/index.ts';
import { installWay } from './install-prompt.ts';

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
 * Shows a number on the icon of an organization's app, where this window is that app and the system has badges.
 * With a second app of this origin on the device there is no number: Chromium then takes either of the two icons for
 * either window, because their scopes are the same.
 *
 * @param count 0 takes the badge away
 */
export function showBadge(slug: OrganizationSlug, count: number): void {
  if (owner !== slug || !('setAppBadge' in navigator)) return;
  // A person may have forbidden badges; nothing is lost by it.
  navigator.setAppBadge(installedApps().size > 1 ? 0 : count).catch(() => {});
}

function ownerOfWindow(): string {
  const known = sessionStorage.getItem(OWNER) ?? slugOfPage();
  sessionStorage.setItem(OWNER, known);
  return known;
}

/** The organization of this page; empty for the app as a whole. */
function slugOfPage(): string {
  return organizationSlugOfPath(location.pathname) ?? '';
}

/** The apps that were installed or opened in this browser profile. One that was removed since still counts. */
function installedApps(): ReadonlySet<string> {
  return new Set(localStorage.getItem(KNOWN)?.split(' '));
}

function noteInstalled(slug: string): void {
  localStorage.setItem(KNOWN, [...new Set([...installedApps(), slug])].join(' '));
}
