import { Route, type Router } from 'workbox-routing';
import type { SessionManager } from '../../src/keyring/session-manager.ts';
import type { CallbackResult } from '../../src/keyring/sign-in/sign-ins.ts';
import { SIGN_IN_FAILED_PATH } from '../../src/protocol/sign-in-paths.ts';

/** What the callback route needs. */
export interface CallbackRouteParts {
  readonly redirectUri: string;
  readonly sessions: SessionManager;
}

/**
 * Answers AuthKit's redirect in the worker: the code is exchanged here and the navigation goes on by a redirect,
 * so no document, history entry or referrer ever holds the code (R21). Only top-level navigations are answered (R22).
 */
export function registerCallbackRoute(router: Router, { redirectUri, sessions }: CallbackRouteParts): void {
  const callback = new URL(redirectUri);
  router.registerRoute(
    new Route(
      ({ url, request }) =>
        request.mode === 'navigate' &&
        request.destination === 'document' &&
        url.origin === callback.origin &&
        url.pathname === callback.pathname,
      ({ url }) => finish(sessions, url),
    ),
  );
}

async function finish(sessions: SessionManager, callbackUrl: URL): Promise<Response> {
  // Whatever happens, the navigation goes on: a browser's own error page would keep the code in its address.
  const target = await sessions.finishSignIn(callbackUrl).then(targetOf, () => SIGN_IN_FAILED_PATH);
  return new Response(null, {
    status: 302,
    headers: {
      Location: new URL(target, location.origin).href,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    },
  });
}

function targetOf(result: CallbackResult): string {
  switch (result.type) {
    case 'signed-in':
    case 'finished-before':
      return result.returnTo;
    case 'failed':
      return result.returnTo ?? `${SIGN_IN_FAILED_PATH}?reason=${result.reason}`;
    case 'interrupted':
      return result.returnTo ?? SIGN_IN_FAILED_PATH;
    case 'next':
      return result.authorizationUrl;
    case 'unknown':
      return SIGN_IN_FAILED_PATH;
  }
}
