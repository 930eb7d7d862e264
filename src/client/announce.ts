import { ANNOUNCEMENT_METHODS, ANNOUNCEMENT_PATH, ORGANIZATION_HEADER } from '../protocol/announcement.ts';
import { KeyringError } from '../protocol/errors.ts';
import type { OrganizationSlug } from '../protocol/organization-slug.ts';

/**
 * Tells the worker which organization this page's URL names (null: none). It binds every request that is sent after
 * this call; when it resolves the worker has acknowledged it, and keeps it over its own restarts.
 *
 * @throws KeyringError `controller_missing` when no worker took it
 */
export async function announceOrganization(slug: OrganizationSlug | null): Promise<void> {
  const headers: HeadersInit = slug === null ? {} : { [ORGANIZATION_HEADER]: slug };
  const requests = ANNOUNCEMENT_METHODS.map((method) =>
    fetch(ANNOUNCEMENT_PATH, { method, headers, cache: 'no-store' }),
  );
  const responses = await Promise.all(requests).catch(() => []);
  if (responses.length > 0 && responses.every(({ status }) => status === 204)) return;
  throw new KeyringError('controller_missing', 'The session worker does not answer. Reload the page.', {
    organizationSlug: slug,
  });
}
