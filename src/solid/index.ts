export { KeyringProvider, useKeyring } from './KeyringProvider.tsx';
export { OrganizationGate } from './OrganizationGate.tsx';
export { type GuardState, RequireSession } from './RequireSession.tsx';
export { useSession } from './use-session.ts';
