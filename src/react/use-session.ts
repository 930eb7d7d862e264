import { useSyncExternalStore } from 'react';
import type { SessionStatus } from '../client/index.ts';
import { useKeyring } from './KeyringProvider.tsx';

/**
 * Every session of this device, as the worker last reported it. The list is the same object until a session changes.
 *
 * @throws Error outside of a `KeyringProvider`
 * @example
 * useSessions().map(({ organization }) => <li key={organization.id}>{organization.name}</li>);
 */
export function useSessions(): readonly SessionStatus[] {
  const { subscribe, getSnapshot } = useKeyring();
  const read = () => getSnapshot().sessions;
  return useSyncExternalStore(subscribe, read, read);
}

/**
 * The session of one organization, as the worker last reported it; `undefined`: this device has none. The component renders
 * again only when this session changes.
 *
 * @throws Error outside of a `KeyringProvider`
 * @example
 * const status = useSession('acme');
 * const isAdmin = status && isUsable(status.session) && status.session.roles.includes('admin');
 */
export function useSession(slug: string): SessionStatus | undefined {
  const { subscribe, getSnapshot } = useKeyring();
  const read = () => getSnapshot().sessions.find(({ organization }) => organization.slug === slug);
  return useSyncExternalStore(subscribe, read, read);
}
