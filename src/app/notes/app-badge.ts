import { type OrganizationKey, organizationSlugOfPath } from '../../client/index.ts';
import { installWay, WINDOW_OWNER } from '../install/install-prompt.ts';

const KNOWN = 'installed-apps';
/** The owner of a window that a link has opened. It is no slug. */
const UNKNOWN_OWNER = '?';

/**
 * The organization whose installed app owns this window: the one that it was opened for, even after a redirect to
 * AuthKit. All apps share a scope, so the window may show another organization later. Its icon must not count that
 * organization's notes.
 */
const owner = installWay() === 'installed' ? ownerOfWindow() : undefined;

if (owner !== undefined && owner !== UNKNOWN_OWNER) {
  recordInstalled(owner);
  // The user may have signed out while the app was closed.
  setBadge(0);
}
addEventListener('appinstalled', () => recordInstalled(slugOfPage()));

/**
 * Whether the icon of an organization's app can show a number. This requires that the window belongs to that app, that
 * the system supports badges, and that no second app of this origin is installed. With two apps, Chromium may put the
 * badge on the wrong icon, because their scopes are the same.
 */
export function canBadge(slug: OrganizationKey): boolean {
  return owner === slug && 'setAppBadge' in navigator && installedApps().size <= 1;
}

/**
 * Shows a number on the icon of an organization's app if {@link canBadge} allows it. Otherwise clears the badge.
 *
 * @param count 0 clears the badge
 */
export function showBadge(slug: OrganizationKey, count: number): void {
  if (owner === slug) setBadge(canBadge(slug) ? count : 0);
}

function setBadge(count: number): void {
  // The user may have blocked badges. The app works without them.
  if ('setAppBadge' in navigator) navigator.setAppBadge(count).catch(() => {});
}

function ownerOfWindow(): string {
  try {
    // The system starts an app without a referrer. A link of another organization opens in a window of the same app.
    const opened = document.referrer === '' ? slugOfPage() : UNKNOWN_OWNER;
    const known = sessionStorage.getItem(WINDOW_OWNER) ?? opened;
    sessionStorage.setItem(WINDOW_OWNER, known);
    return known;
  } catch {
    // Site data is blocked. This runs while modules load: an error here would leave the page blank.
    return slugOfPage();
  }
}

/** The slug of this page's organization, or an empty string for pages of no organization. */
function slugOfPage(): string {
  return organizationSlugOfPath(location.pathname) ?? '';
}

/** The apps that were installed or opened in this browser profile. A removed app still counts. */
function installedApps(): ReadonlySet<string> {
  try {
    return new Set(localStorage.getItem(KNOWN)?.split(' '));
  } catch {
    return new Set();
  }
}

function recordInstalled(slug: string): void {
  try {
    localStorage.setItem(KNOWN, [...new Set([...installedApps(), slug])].join(' '));
  } catch {
    // Site data is blocked. The next start records this app.
  }
}
