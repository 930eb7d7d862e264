import type { AuthKitRequest } from './handle-request.ts';
import { errorPage, hosted } from './hosted-pages.ts';
import type { AuthKitContext } from './state.ts';

/** `GET /authkit/impersonate/:token`: opens the link of the dashboard, and continues at the app's Sign-in URL. */
export function openImpersonation(c: AuthKitRequest, context: AuthKitContext): Response | Promise<Response> {
  const { state, cookie, now, options } = context;
  const impersonation = state.impersonations.open(c.req.param('token') ?? '');
  if (impersonation === undefined)
    return hosted(c, errorPage('This impersonation link was already used.'), { status: 410 });
  const current = state.browserSessions.get(cookie.read(c));
  const browserSession = state.browserSessions.impersonate(current, impersonation, now());
  cookie.write(c, browserSession.id);
  return c.redirect(signInUriOf(options), 302);
}

/** The "Sign-in URL" of the application. Default: `sign-in` next to its callback. */
export function signInUriOf({ signInUri, redirectUris }: AuthKitContext['options']): string {
  if (signInUri !== undefined) return signInUri;
  const [redirectUri] = redirectUris;
  if (redirectUri === undefined) throw new TypeError('the local AuthKit needs a redirect URI');
  return new URL('sign-in', redirectUri).href;
}
