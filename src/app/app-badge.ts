import { type OrganizationSlug, organizationSlugOfPath } from '../client/index.ts';
import { installWay } from './install-prompt.ts';

const KEY = 'app-window-of';

/**
 * Which organization's app this window is: the one that it was opened for, also after it has come back from AuthKit.
 * All apps share a scope, so a window may show another organization later, and its icon must not count that one's.
 */
const owner = installWay() === 'installed' ? ownerOfWindow() : undefined;

function ownerOfWindow(): string {
  const known = sessionStorage.getItem(KEY) ?? organizationSlugOfPath(location.pathname) ?? '';
  sessionStorage.setItem(KEY, known);
  return known;
}

/**
 * Shows a number on the icon of an organization's app, where this window is that app and the system has badges.
 *
 * @param count 0 takes the badge away
 */
export function showBadge(slug: OrganizationSlug, count: number): void {
  if (owner !== slug || !('setAppBadge' in navigator)) return;
  // A person may have forbidden badges; nothing is lost by it.
  navigator.setAppBadge(count).catch(() => {});
}
