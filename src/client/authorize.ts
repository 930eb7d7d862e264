import { KeyringError } from '../protocol/errors.ts';

/** Where a sign-in goes on: in this tab, which leaves for AuthKit, or in a window of its own. */
export type SignInDisplay = 'page' | 'popup';

const POPUP_FEATURES = 'popup,width=480,height=720';

/** What {@link authorize} asks the worker for. */
export interface AuthorizationSteps {
  /** Whether the sign-in service can be reached right now. It may take a few seconds, and never fails. */
  readonly isReachable: () => Promise<boolean>;
  /**
   * Begins the sign-in and returns the authorization URL. The sign-in ends as the given display needs; `storage` is
   * the one of the tab that leaves.
   */
  readonly start: (display: SignInDisplay, storage: Storage) => Promise<string>;
}

/**
 * Leaves for AuthKit, or opens it in a window of its own, so that this page keeps what is typed in it. Where windows
 * cannot be opened, or would not share this app's storage, the page leaves.
 *
 * `Cross-Origin-Opener-Policy` cuts the window off as soon as it is at AuthKit: what becomes of the sign-in is told by
 * the worker, to every page.
 *
 * @param display what is wished for; `popup` only while a click is being handled; `progress`: the page leaves, and
 *   the one that comes back takes its place in the history, so that the back button does not begin it all again
 * @returns where it goes on
 * @throws KeyringError `offline`: the browser says so, and a request to the sign-in service failed too; and what
 *   `start` throws
 */
export async function authorize(
  display: SignInDisplay | 'progress',
  { isReachable, start }: AuthorizationSteps,
): Promise<SignInDisplay> {
  // At once: a browser opens windows only for the click itself.
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

/** On iOS a window that an installed app opens has a storage of its own: the session would end up there. */
function isInstalled(): boolean {
  return matchMedia('(display-mode: standalone)').matches;
}
