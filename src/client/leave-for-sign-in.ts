import { KeyringError } from '../protocol/errors.ts';

/** Where a sign-in continues: in this tab, which leaves for AuthKit, or in a popup. */
export type SignInDisplay = 'page' | 'popup';

const POPUP_FEATURES = 'popup,width=480,height=720';

/** What {@link leaveForSignIn} requests from the worker. */
export interface SignInSteps {
  /** Whether AuthKit can be reached right now. It may take a few seconds, and never fails. */
  readonly isReachable: () => Promise<boolean>;
  /**
   * Begins the sign-in and returns the authorization URL.
   *
   * @param display decides to which page the sign-in returns
   * @param storage `sessionStorage` of the tab or popup that leaves
   */
  readonly start: (display: SignInDisplay, storage: Storage) => Promise<string>;
}

/**
 * Leaves for AuthKit, or opens AuthKit in a popup, so that unsaved text stays on this page. If the browser cannot open a
 * popup, or the popup would not share this app's storage, the page leaves.
 *
 * `Cross-Origin-Opener-Policy` cuts the link between page and popup as soon as the popup is at AuthKit. The worker tells
 * every page the result of the sign-in.
 *
 * @param display `popup`: only in the handler of a click; `progress`: the page leaves, and the page that the sign-in
 *   returns to replaces it in the history, so that the back button does not begin the sign-in again
 * @returns where the sign-in continues
 * @throws KeyringError `offline`: the browser says so, and a request to AuthKit failed too; and what
 *   `start` throws
 */
export async function leaveForSignIn(
  display: SignInDisplay | 'progress',
  { isReachable, start }: SignInSteps,
): Promise<SignInDisplay> {
  // Before any wait: browsers open popups only during the click.
  const popup = display === 'popup' && !isInstalled() ? open('', '_blank', POPUP_FEATURES) : null;
  try {
    if (!(await mayLeave(isReachable)))
      throw new KeyringError('offline', 'This device is offline. Signing in needs a network.');
    if (popup !== null) {
      popup.location.replace(await start('popup', popup.sessionStorage));
      return 'popup';
    }
    const url = await start('page', sessionStorage);
    if (display === 'progress') location.replace(url);
    else location.assign(url);
    return 'page';
  } catch (error) {
    popup?.close();
    throw error;
  }
}

/**
 * Whether a page may leave for AuthKit. `navigator.onLine` is a hint and can be wrong: when it says offline, one request
 * decides, so that a user without a network stays on a page of this app instead of the browser's own error page.
 */
export async function mayLeave(isReachable: () => Promise<boolean>): Promise<boolean> {
  return navigator.onLine || (await isReachable());
}

/** On iOS the popup of an installed app has its own storage: the session would be stored there. */
function isInstalled(): boolean {
  return matchMedia('(display-mode: standalone)').matches;
}
