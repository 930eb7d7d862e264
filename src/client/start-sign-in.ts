import type { StartAuthorization } from '../protocol/messages.ts';
import { encodeReturnPath } from '../protocol/return-path.ts';
import { EMAIL_LIMIT } from '../protocol/session-status.ts';
import { askKeyring } from './ask-keyring.ts';
import { APP_STATE_LIMIT, storeInterruptedSignIn } from './interrupted-sign-in.ts';
import type { SignInDisplay } from './leave-for-sign-in.ts';
import { keyringPaths, requireOrganizationName } from './paths.ts';
import type { SignInOptions } from './sign-in-options.ts';
import { tabName } from './tab-name.ts';

/** The tab or popup that leaves for AuthKit. */
export interface SignInWindow {
  readonly display: SignInDisplay;
  /** Its `sessionStorage`. */
  readonly storage: Storage;
  /** Id of the held request that the sign-in is for. */
  readonly stepUp?: string;
}

/**
 * Lets the worker store a sign-in, and stores in the tab what it leaves for.
 *
 * @param slug or the organization's id; null: AuthKit asks which
 * @returns the authorization URL
 */
export async function startSignIn(
  slug: string | null,
  options: SignInOptions,
  { display, storage, stepUp }: SignInWindow,
): Promise<string> {
  const { returnTo = hereAsPath(), trigger = 'requested', prompt = null, loginHint = null } = options;
  const { hints = {}, state = null } = options;
  if (state !== null && state.length > APP_STATE_LIMIT)
    throw new TypeError(`The state of a sign-in has at most ${APP_STATE_LIMIT} characters.`);
  const organizationSlug = slug === null ? null : requireOrganizationName(slug);
  // The worker replaces the app's home by the home of the organization that the user signs in to.
  const returnPath = encodeReturnPath(returnTo, location.origin) ?? keyringPaths().scope;
  const popupPath = keyringPaths().signInFinished;
  const signIn = { slug, state, returnTo: display === 'popup' ? popupPath : returnPath };
  const url = await startAuthorization({
    organizationSlug,
    returnTo: signIn.returnTo,
    trigger,
    prompt,
    loginHint,
    following: [],
    hints,
    ...(stepUp !== undefined && { stepUp }),
  });
  storeInterruptedSignIn(storage, signIn);
  return url;
}

/** Lets the worker store the flows of a sign-in. @returns the authorization URL of the first one */
export async function startAuthorization(request: Omit<StartAuthorization, 'tab'>): Promise<string> {
  const loginHint = usableHint(request.loginHint);
  return (await askKeyring('start-authorization', { ...request, loginHint, tab: tabName() }))
    .authorizationUrl;
}

/** A hint only preselects an account. A text that is too long for an email address is left out. */
function usableHint(loginHint: string | null): string | null {
  return loginHint === null || loginHint === '' || loginHint.length > EMAIL_LIMIT ? null : loginHint;
}

function hereAsPath(): string {
  return location.pathname + location.search + location.hash;
}
