import { ANNOUNCEMENT_METHODS, ORGANIZATION_HEADER } from '../protocol/announcement.ts';
import { KeyringError } from '../protocol/errors.ts';
import type { OrganizationKey } from '../protocol/paths.ts';
import { keyringPaths } from './paths.ts';

/** Longest wait for the worker to acknowledge an announcement, ms. */
const ANNOUNCEMENT_LIMIT = 10_000;

/**
 * Tells the worker which organization this page's URL names (null: none). It binds every request that the page sends
 * after this call. When it resolves the worker has stored it, so it survives a restart of the worker.
 *
 * @throws KeyringError `controller_missing` when no worker acknowledged it within 10 s
 */
export async function announceOrganization(slug: OrganizationKey | null): Promise<void> {
  const headers: HeadersInit = slug === null ? {} : { [ORGANIZATION_HEADER]: slug };
  const signal = AbortSignal.timeout(ANNOUNCEMENT_LIMIT);
  const requests = ANNOUNCEMENT_METHODS.map((method) =>
    fetch(keyringPaths().announcement, { method, headers, cache: 'no-store', signal }),
  );
  const responses = await Promise.all(requests).catch(() => []);
  if (responses.length > 0 && responses.every(({ status }) => status === 204)) return;
  throw new KeyringError('controller_missing', 'The session worker does not respond. Reload the page.', {
    organizationSlug: slug,
  });
}
