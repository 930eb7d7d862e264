import type { Session } from './session.ts';

/** `UserlandUser` of the WorkOS OpenAPI document. */
export interface UserObject {
  readonly object: 'user';
  readonly id: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly first_name: string;
  readonly last_name: string;
  readonly profile_picture_url: string | null;
  readonly external_id: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly last_sign_in_at: string | null;
  readonly locale: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** `UserlandAuthenticateResponse`. There is no `expires_in` and no `id_token`. */
export interface AuthenticateResponse {
  readonly user: UserObject;
  /** Left out, never null, for a session without an organization. */
  readonly organization_id?: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly authentication_method: Session['authenticationMethod'];
  readonly impersonator?: { readonly email: string; readonly reason: string | null };
}
