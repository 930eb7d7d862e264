export type { GuardState } from '../client/index.ts';
export {
  KeyringProvider,
  type KeyringProviderProps,
  type Unconfirmed,
  useKeyring,
  useKeyringSnapshot,
} from './KeyringProvider.tsx';
export { RequireSession, type RequireSessionProps } from './RequireSession.tsx';
export { SessionLost, type SessionLostProps } from './SessionLost.tsx';
export { type CurrentOrganization, useOrganization } from './use-organization.ts';
export { useSession, useSessions } from './use-session.ts';
