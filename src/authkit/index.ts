export type { Client } from './client.ts';
export { createClient } from './create-client.ts';
export {
  AuthKitError,
  LoginRequiredError,
  NoSessionError,
  RefreshError,
  type RefreshErrorOptions,
  RefreshTimeoutError,
} from './errors.ts';
export { getClaims } from './get-claims.ts';
export type {
  AuthenticationMethod,
  AuthenticationResponse,
  CreateClientOptions,
  JWTPayload,
  OnRefreshResponse,
  SignInOptions,
  SwitchOptions,
  User,
} from './types.ts';
