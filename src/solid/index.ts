export type { GuardState } from '../client/index.ts';
export {
  type KeyringContext,
  KeyringProvider,
  type Unconfirmed,
  useConfirmation,
  useKeyring,
} from './KeyringProvider.tsx';
export { OrganizationGate } from './OrganizationGate.tsx';
export { RequireSession } from './RequireSession.tsx';
export { useSession, useSessions } from './use-session.ts';
