import { type Accessor, createMemo } from 'solid-js';
import type { SessionStatus } from '../client/index.ts';
import { useKeyring } from './KeyringProvider.tsx';

/**
 * Every session of this device, as the worker last reported it.
 *
 * @throws Error outside of a `KeyringProvider`
 * @example
 * const sessions = useSessions();
 * <For each={sessions()}>{({ organization }) => <li>{organization.name}</li>}</For>
 */
export function useSessions(): Accessor<readonly SessionStatus[]> {
  return useKeyring().sessions;
}

/**
 * The session of one organization, as the worker last reported it; `undefined`: this device has none.
 *
 * @throws Error outside of a `KeyringProvider`
 * @example
 * const session = useSession(() => params.slug ?? '');
 */
export function useSession(slug: Accessor<string>): Accessor<SessionStatus | undefined> {
  const sessions = useSessions();
  return createMemo(() => sessions().find(({ organization }) => organization.slug === slug()));
}
