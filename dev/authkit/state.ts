import { AuthorizationCodes } from './authorization-code.ts';
import { AuthorizationTransactions } from './authorization-transaction.ts';
import { BrowserSessions, type SessionCookie } from './browser-session.ts';
import { Faults } from './faults.ts';
import { Memberships } from './memberships.ts';
import type { AuthKitOptions } from './options.ts';
import { ORGANIZATIONS } from './people.ts';
import { RefreshTokens } from './refresh-token.ts';
import { RequestLog } from './request-log.ts';
import { Sessions } from './session.ts';
import { initialSettings, type Settings } from './settings.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Everything that a reset throws away. */
export interface AuthKitState {
  readonly memberships: Memberships;
  readonly browserSessions: BrowserSessions;
  readonly transactions: AuthorizationTransactions;
  readonly codes: AuthorizationCodes;
  readonly sessions: Sessions;
  readonly refreshTokens: RefreshTokens;
  /** When each person last signed in, in milliseconds since the epoch. */
  readonly lastSignInAt: Map<string, number>;
  readonly faults: Faults;
  readonly log: RequestLog;
  settings: Settings;
}

/** What every request handler gets. */
export interface AuthKitContext {
  readonly options: AuthKitOptions;
  readonly now: () => number;
  readonly cookie: SessionCookie;
  /**
   * Outside the state, so a reset keeps the keys: making an RSA key takes longer than everything else in a test,
   * and a verifier that cached the JWKS must not fail because the seeds were restored. `rotateKeys` is for that.
   */
  readonly keys: SigningKeys;
  state: AuthKitState;
}

export function initialState(options: AuthKitOptions): AuthKitState {
  return {
    memberships: new Memberships(options.organizations ?? ORGANIZATIONS),
    browserSessions: new BrowserSessions(),
    transactions: new AuthorizationTransactions(),
    codes: new AuthorizationCodes(),
    sessions: new Sessions(),
    refreshTokens: new RefreshTokens(),
    lastSignInAt: new Map(),
    faults: new Faults(),
    log: new RequestLog(),
    settings: initialSettings(options),
  };
}
