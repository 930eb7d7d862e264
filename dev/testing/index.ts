export type {
  LogEntry,
  Organization,
  OrganizationPolicy,
  RequestKind,
  RequestOutcome,
  Role,
  User,
} from '../authkit/index.ts';
export { AuthKitControl, type FaultRequest } from './authkit-control.ts';
export {
  goOffline,
  goOnline,
  type PlaywrightPage,
  type SignInAs,
  signInAs,
  stopWorker,
} from './playwright.ts';
export { type LocalAuthKit, type LocalAuthKitOptions, startLocalAuthKit } from './start-local-authkit.ts';
