import { scope } from './scope.ts';

/**
 * Checks that no earlier `fetch` listener, such as the router of a Workbox `NavigationRoute`, takes the callback: a browser
 * calls listeners in their order, and the document of an earlier route would have the authorization code in its address.
 *
 * It dispatches one `fetch` event of its own for the redirect URI, without a query. Browsers ignore its response.
 *
 * @throws Error if an earlier listener responds to it
 */
export function assertFirstListener(redirectUri: string): void {
  const request = new Request(redirectUri);
  // A script cannot create a request for a navigation.
  Object.defineProperties(request, { mode: { value: 'navigate' }, destination: { value: 'document' } });
  const event = new FetchEvent('fetch', { request, cancelable: true });
  let isTaken = true;
  const onReached = (reached: Event): void => {
    if (reached !== event) return;
    isTaken = false;
    reached.stopImmediatePropagation();
  };
  scope.addEventListener('fetch', onReached);
  scope.dispatchEvent(event);
  scope.removeEventListener('fetch', onReached);
  if (isTaken)
    throw new Error(
      `installKeyring() must come before other fetch listeners: an earlier one responds to ${redirectUri}, and its document would receive the authorization code. Call installKeyring() before registerRoute() and precacheAndRoute().`,
    );
}
