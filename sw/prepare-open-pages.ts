import { type KeyringPaths, type OrganizationKey, organizationOfPath } from '../src/protocol/paths.ts';
import { isTopLevelWindow } from './messages/notify-clients.ts';
import { scope } from './scope.ts';

/**
 * Calls `prepare` for the organization of each open page. On a first visit the page opens it as soon as the worker controls it, so the
 * look-up can run while the browser installs the worker.
 */
export async function prepareOpenPages(
  paths: KeyringPaths,
  prepare: (slug: OrganizationKey) => unknown,
): Promise<void> {
  for (const page of await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })) {
    const slug = isTopLevelWindow(page) && organizationOfPath(new URL(page.url).pathname, paths);
    if (slug) prepare(slug);
  }
}
