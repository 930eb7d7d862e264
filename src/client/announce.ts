import { ANNOUNCEMENT_METHODS, ANNOUNCEMENT_PATH, ORGANIZATION_HEADER } from '../protocol/announcement.ts';
import { KeyringError } from '../protocol/errors.ts';
import type { OrganizationSlug } from '../protocol/organization-slug.ts';

/** Longest wait for the worker to acknowledge an announcement, ms. */
const ANNOUNCEMENT_LIMIT = 10_000;

/**
 * Tells the worker which organization this page's URL names (null: none). It binds every request that is sent after
 * this call; when it resolves the worker has acknowledged it, and keeps it over its own restarts.
 *
 * @throws KeyringError `controller_missing` when no worker acknowledged it within 10 s
 */
export async function announceOrganization(slug: OrganizationSlug | null): Promise<void> {
  const headers: HeadersInit = slug === null ? {} : { [ORGANIZATION_HEADER]: slug };
  const signal = AbortSignal.timeout(ANNOUNCEMENT_LIMIT);
  const requests = ANNOUNCEMENT_METHODS.map((method) =>
    fetch(ANNOUNCEMENT_PATH, { method, headers, cache: 'no-store', signal }),
  );
  const responses = await Promise.all(requests).catch(() => []);
  if (responses.length > 0 && responses.every(({ status }) => status === 204)) return;
  throw new KeyringError('controller_missing', 'The session worker does not respond. Reload the page.', {
    organizationSlug: slug,
  });
}
