export type { Client } from './client.ts';
export { createClient } from './create-client.ts';
export {
  AuthKitError,
  LoginRequiredError,
  NoSessionError,
  RefreshError,
  RefreshTimeoutError,
} from './errors.ts';
export { getClaims } from './get-claims.ts';
export type {
  AuthenticationMethod,
  AuthenticationResponse,
  JWTPayload,
  OnRefreshResponse,
  User,
} from './types.ts';
