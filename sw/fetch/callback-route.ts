import { Route, type Router } from 'workbox-routing';
import type { SessionManager } from '../../src/keyring/session-manager.ts';
import type { CallbackResult } from '../../src/keyring/sign-in/callback-result.ts';
import type { KeyringPaths } from '../../src/protocol/paths.ts';

/** What the callback route needs. */
export interface CallbackRouteParts {
  readonly redirectUri: string;
  readonly sessions: SessionManager;
  readonly paths: Pick<KeyringPaths, 'signInFailed'>;
}

/**
 * Responds to AuthKit's redirect in the worker: the worker exchanges the code and redirects the navigation, so no
 * document, history entry or referrer ever holds the code (R21). The route takes only top-level navigations (R22).
 */
export function registerCallbackRoute(
  router: Router,
  { redirectUri, sessions, paths }: CallbackRouteParts,
): void {
  const callback = new URL(redirectUri);
  router.registerRoute(
    new Route(
      ({ url, request }) =>
        request.mode === 'navigate' &&
        request.destination === 'document' &&
        url.origin === callback.origin &&
        url.pathname === callback.pathname,
      ({ url }) => finish(url, sessions, paths.signInFailed),
    ),
  );
}

async function finish(callbackUrl: URL, sessions: SessionManager, failed: string): Promise<Response> {
  // The navigation always continues: a browser's own error page would keep the code in its address.
  const target = await sessions.finishSignIn(callbackUrl).then(
    (result) => targetOf(result, failed),
    () => failed,
  );
  return new Response(null, {
    status: 302,
    headers: {
      Location: new URL(target, location.origin).href,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    },
  });
}

function targetOf(result: CallbackResult, failed: string): string {
  switch (result.type) {
    case 'signed-in':
    case 'finished-before':
      return result.returnTo;
    case 'failed':
      return result.returnTo ?? `${failed}?reason=${result.reason}`;
    case 'interrupted':
      return result.returnTo ?? failed;
    case 'next':
      return result.authorizationUrl;
    case 'unknown':
      return failed;
  }
}
