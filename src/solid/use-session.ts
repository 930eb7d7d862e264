import { type Accessor, createMemo } from 'solid-js';
import type { OrganizationSlug, SessionStatus } from '../client/index.ts';
import { useKeyring } from './KeyringProvider.tsx';

/**
 * The session of one organization as the worker last told it; `undefined`: this device knows none.
 *
 * @example
 * const session = useSession(() => params.slug);
 */
export function useSession(slug: Accessor<OrganizationSlug>): Accessor<SessionStatus | undefined> {
  const { sessions } = useKeyring();
  return createMemo(() => sessions().find(({ organization }) => organization.slug === slug()));
}
