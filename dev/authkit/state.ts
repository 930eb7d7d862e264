import { AuthorizationCodes } from './authorization-code.ts';
import { AuthorizationTransactions } from './authorization-transaction.ts';
import { BrowserSessions, type SessionCookie } from './browser-session.ts';
import { Faults } from './faults.ts';
import { Impersonations } from './impersonation.ts';
import { Invitations } from './invitations.ts';
import { Memberships } from './memberships.ts';
import type { AuthKitOptions, Organization, User } from './options.ts';
import { ORGANIZATIONS, USERS } from './people.ts';
import { RefreshTokens } from './refresh-token.ts';
import { RequestLog } from './request-log.ts';
import { Sessions } from './session.ts';
import { initialSettings, type Settings } from './settings.ts';
import type { SigningKeys } from './signing-keys.ts';

/** The state that a reset deletes. */
export interface AuthKitState {
  readonly memberships: Memberships;
  readonly browserSessions: BrowserSessions;
  readonly transactions: AuthorizationTransactions;
  readonly codes: AuthorizationCodes;
  readonly sessions: Sessions;
  readonly refreshTokens: RefreshTokens;
  /** The last sign-in of each user, in milliseconds since the epoch. */
  readonly lastSignInAt: Map<string, number>;
  readonly invitations: Invitations;
  readonly impersonations: Impersonations;
  readonly faults: Faults;
  readonly log: RequestLog;
  settings: Settings;
}

/** The context of every request handler. */
export interface AuthKitContext {
  readonly options: AuthKitOptions;
  readonly now: () => number;
  readonly cookie: SessionCookie;
  /**
   * Not part of the state, so a reset keeps the keys: creating an RSA key is slow, and a verifier with a cached JWKS
   * must not fail after a reset. Use `rotateKeys` to change the keys.
   */
  readonly keys: SigningKeys;
  state: AuthKitState;
}

/** The organizations and users that a state begins with. */
export function directoryOf({
  organizations = ORGANIZATIONS,
  users = USERS,
}: Pick<AuthKitOptions, 'organizations' | 'users'>): [readonly Organization[], readonly User[]] {
  return [organizations, users];
}

export function initialState(options: AuthKitOptions): AuthKitState {
  return {
    memberships: new Memberships(...directoryOf(options)),
    browserSessions: new BrowserSessions(),
    transactions: new AuthorizationTransactions(),
    codes: new AuthorizationCodes(),
    sessions: new Sessions(),
    refreshTokens: new RefreshTokens(),
    lastSignInAt: new Map(),
    invitations: new Invitations(),
    impersonations: new Impersonations(),
    faults: new Faults(),
    log: new RequestLog(),
    settings: initialSettings(options),
  };
}
