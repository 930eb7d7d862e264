import { Refusal } from './errors.ts';
import { type AuthKitRequest, handleRequest } from './handle-request.ts';
import { hosted, signedOutPage } from './hosted-pages.ts';
import type { AuthKitContext } from './state.ts';

/**
 * `GET /user_management/sessions/logout?session_id&return_to`. Source: WorkOS `UserlandSessionsController_logout`.
 *
 * Ends one session. An unknown or ended session is not an error, so that a second sign-out gives the same result. A
 * `return_to` that is not allowed is rejected before the session ends (undocumented by WorkOS).
 */
export function logout(c: AuthKitRequest, context: AuthKitContext): Promise<Response> {
  const { state, options, cookie } = context;
  const { searchParams } = new URL(c.req.url);
  const sid = searchParams.get('session_id') || null;
  const returnTo = searchParams.get('return_to') || null;
  const session = sid === null ? undefined : state.sessions.get(sid);
  const arrival = {
    on: 'logout',
    kind: 'logout',
    organization: session?.organizationId ?? null,
    user: session?.userId ?? null,
    sid,
  } as const;
  return handleRequest(c, context, arrival, () => {
    if (sid === null) throw new Refusal(422, { message: 'session_id is required.' });
    if (returnTo !== null && !options.signOutUris.includes(returnTo)) {
      throw new Refusal(422, { message: 'return_to is not one of the sign-out URIs.' });
    }

    if (session) session.ended = true;
    if (isNavigation(c.req.raw.headers)) {
      cookie.clear(c);
      if (session) state.browserSessions.end(session.browserSessionId);
    }
    const target = returnTo ?? state.settings.signOutRedirect;
    if (target === null) return hosted(c, signedOutPage(), { status: 200 });
    c.header('Cache-Control', 'no-store');
    return c.redirect(target, 302);
  });
}

/**
 * authkit-js also signs out with `fetch` (no-cors, credentials). Browsers neither send a Lax cookie with that request
 * nor accept its deletion, so the browser session at AuthKit survives. A client must navigate to end it. Requests
 * without `Sec-Fetch-Dest` count as navigations.
 */
function isNavigation(headers: Headers): boolean {
  const destination = headers.get('Sec-Fetch-Dest');
  return destination === null || destination === 'document';
}
