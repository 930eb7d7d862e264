import type {
  AuthenticationMethod,
  AuthenticationResponse,
  JWTPayload,
  OnRefreshResponse,
  User,
  createClient as workosCreateClient,
} from '@workos-inc/authkit-js';

export type { AuthenticationMethod, AuthenticationResponse, JWTPayload, OnRefreshResponse, User };

/** The options of `createClient`, as `@workos-inc/authkit-js` declares them. */
export type CreateClientOptions = NonNullable<Parameters<typeof workosCreateClient>[1]>;

/** The client of `@workos-inc/authkit-js`. */
export type WorkOSClient = Awaited<ReturnType<typeof workosCreateClient>>;

/** The options of `signIn` and `signUp`. */
export type SignInOptions = NonNullable<Parameters<WorkOSClient['signIn']>[0]>;

/** The options of `switchToOrganization`. */
export type SwitchOptions = Parameters<WorkOSClient['switchToOrganization']>[0];
