export type { GuardState } from './guard-state.ts';
export { KeyringProvider, type Unconfirmed, useConfirmation, useKeyring } from './KeyringProvider.tsx';
export { OrganizationGate } from './OrganizationGate.tsx';
export { RequireSession } from './RequireSession.tsx';
export { useSession } from './use-session.ts';
