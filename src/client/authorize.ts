import { KeyringError } from '../protocol/errors.ts';

/** Where a sign-in goes on: in this tab, which leaves for AuthKit, or in a window of its own. */
export type SignInDisplay = 'page' | 'popup';

const POPUP_FEATURES = 'popup,width=480,height=720';

/**
 * Leaves for AuthKit, or opens it in a window of its own, so that this page keeps what is typed in it. Where windows
 * cannot be opened, or would not share this app's storage, the page leaves.
 *
 * `Cross-Origin-Opener-Policy` cuts the window off as soon as it is at AuthKit: what becomes of the sign-in is told by
 * the worker, to every page.
 *
 * @param display what is wished for; `popup` only while a click is being handled; `progress`: the page leaves, and
 *   the one that comes back takes its place in the history, so that the back button does not begin it all again
 * @param start asks the worker for the authorization URL of a sign-in that ends as the given display needs
 * @returns where it goes on
 * @throws KeyringError `offline` rather than end on the browser's own error page; and what `start` throws
 */
export async function authorize(
  display: SignInDisplay | 'progress',
  start: (display: SignInDisplay) => Promise<string>,
): Promise<SignInDisplay> {
  if (!navigator.onLine)
    throw new KeyringError('offline', 'This device is offline. Signing in needs a network.');
  // At once: a browser opens windows only for the click itself.
  const popup = display === 'popup' && !isInstalled() ? open('', '_blank', POPUP_FEATURES) : null;
  if (popup === null) {
    const url = await start('page');
    if (display === 'progress') location.replace(url);
    else location.assign(url);
    return 'page';
  }
  try {
    popup.location.replace(await start('popup'));
    return 'popup';
  } catch (error) {
    popup.close();
    throw error;
  }
}

/** On iOS a window that an installed app opens has a storage of its own: the session would end up there. */
function isInstalled(): boolean {
  return matchMedia('(display-mode: standalone)').matches;
}
