import { HINT_LIMIT, SCREENS, type SignInHints } from '../protocol/sign-in-hints.ts';
import { APP_STATE_LIMIT } from './interrupted-sign-in.ts';

/** A sign-in that a link asks for, outside of the app: an invitation, a password reset, the provider's dashboard. */
export interface SignInLink {
  /** What names the organization; null: AuthKit decides. */
  readonly organization: string | null;
  readonly loginHint: string | null;
  readonly state: string | null;
  readonly hints: SignInHints;
}

/**
 * Reads the query of a link to `paths.signIn`. The parameters have the names of the authorization request. A parameter
 * that is repeated, empty or too long is ignored, because any site can make such a link.
 *
 * @param search a URL's `search`
 * @example
 * readSignInLink('?invitation_token=inv_1').hints.invitationToken; // 'inv_1'
 */
export function readSignInLink(search: string): SignInLink {
  const query = new URLSearchParams(search);
  const read = (name: string, limit = HINT_LIMIT): string | null => {
    const [value = '', ...others] = query.getAll(name);
    return value === '' || others.length > 0 || value.length > limit ? null : value;
  };
  const screenHint = SCREENS.find((screen) => screen === read('screen_hint'));
  const texts = {
    invitationToken: read('invitation_token'),
    passwordResetToken: read('password_reset_token'),
    domainHint: read('domain_hint'),
    provider: read('provider'),
  };
  const known = Object.entries(texts).filter(([, text]) => text !== null);
  return {
    organization: read('organization'),
    loginHint: read('login_hint'),
    state: read('state', APP_STATE_LIMIT),
    hints: { ...(screenHint !== undefined && { screenHint }), ...Object.fromEntries(known) },
  };
}
