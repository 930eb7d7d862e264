import {
  type AuthorizationRequest,
  parseAuthorization,
  type RedirectError,
} from './authorization-request.ts';
import { nextStep } from './authorization-step.ts';
import type { AuthorizationTransaction } from './authorization-transaction.ts';
import type { BrowserSession } from './browser-session.ts';
import { type AuthKitRequest, handleRequest } from './handle-request.ts';
import { errorPage, hosted, notAMemberPage, type PageProblem, stepPage } from './hosted-pages.ts';
import type { Invitation } from './invitations.ts';
import type { LogEntry } from './request-log.ts';
import type { AuthKitContext } from './state.ts';

/** `GET /user_management/authorize`. Source: WorkOS `UserlandSsoController_authorize`; RFC 6749 section 4.1.1, RFC 7636. */
export function authorize(c: AuthKitRequest, context: AuthKitContext): Promise<Response> {
  const { search, searchParams } = new URL(c.req.url);
  const browserSession = context.state.browserSessions.current(context.cookie.read(c), context.now());
  const arrival = {
    on: 'authorize',
    kind: 'authorize',
    organization: searchParams.get('organization_id') || null,
    user: browserSession?.userId ?? null,
  } as const;
  return handleRequest(c, context, arrival, (entry) => {
    const parsed = parseAuthorization(searchParams, context.options);
    switch (parsed.type) {
      case 'page-error':
        fail(entry, parsed.code);
        return hosted(c, errorPage(parsed.description), { status: 400 });
      case 'redirect-error':
        fail(entry, parsed.error);
        return redirectWithError(c, parsed);
      case 'request': {
        const { invitationToken } = parsed.request;
        const invitation =
          invitationToken === undefined
            ? undefined
            : context.state.invitations.get(invitationToken, context.now());
        if (invitationToken !== undefined && invitation === undefined) {
          fail(entry, 'invitation_invalid');
          const description = 'The invitation is invalid, has expired or was already accepted.';
          return redirectWithError(c, { ...parsed.request, error: 'invitation_invalid', description });
        }
        const transaction = context.state.transactions.begin(
          invitation === undefined ? parsed.request : forInvitation(parsed.request, invitation),
          search,
          entry,
          context.now(),
        );
        return proceed(c, context, transaction, browserSession);
      }
    }
  });
}

/**
 * Continues an authorization until it redirects to the app or needs a hosted page.
 *
 * @param browserSession - of the cookie, or just created. It is never taken from the transaction: another user who
 *   learns the URL of the page must not continue as the user who signed in there.
 * @param problem - the error of the submitted form, which is shown again
 */
export function proceed(
  c: AuthKitRequest,
  context: AuthKitContext,
  transaction: AuthorizationTransaction,
  browserSession: BrowserSession | undefined,
  problem?: PageProblem,
): Response | Promise<Response> {
  const { state, now } = context;
  const { request, entry } = transaction;
  entry.user = browserSession?.userId ?? null;
  const invitation =
    request.invitationToken === undefined ? undefined : state.invitations.get(request.invitationToken, now());
  const isSignedIn = browserSession !== undefined && transaction.signedInAs === browserSession.id;
  if (invitation !== undefined && browserSession?.userId === invitation.user.id) {
    state.memberships.setStatus(invitation.user.id, invitation.organizationId, 'active');
    state.invitations.accept(request.invitationToken ?? '');
  } else if (invitation !== undefined && isSignedIn) {
    state.transactions.end(transaction);
    fail(entry, 'invitation_cannot_be_used_for_email');
    const description = 'The invitation was sent to another email address.';
    const error = 'invitation_cannot_be_used_for_email';
    return redirectWithError(c, { ...request, error, description });
  }
  // A browser session of another user cannot accept the invitation, so its user has to sign in.
  const usable = invitation === undefined || browserSession?.userId === invitation.user.id;
  const step = nextStep(transaction, usable ? browserSession : undefined, state.memberships, now());
  switch (step.type) {
    case 'unknown-organization':
      state.transactions.end(transaction);
      fail(entry, 'organization_invalid');
      return redirectWithError(c, {
        ...request,
        error: 'organization_invalid',
        description: `The organization '${step.organizationId}' is invalid.`,
      });
    case 'not-a-member':
      fail(entry, 'access_denied');
      if (state.settings.nonMember === 'page') {
        return hosted(c, notAMemberPage(transaction), { status: 403, redirectUri: request.redirectUri });
      }
      state.transactions.end(transaction);
      return redirectWithError(c, {
        ...request,
        error: 'access_denied',
        description: 'The user is not a member of the organization.',
      });
    case 'grant': {
      state.transactions.end(transaction);
      const { organization } = step;
      const code = state.codes.issue(
        {
          request,
          userId: step.browserSession.userId,
          organizationId: organization?.id,
          browserSession: step.browserSession,
          authenticatedAt: step.browserSession.authenticatedAt,
          stepUp: organization?.policy ?? 'none',
        },
        now(),
      );
      entry.outcome = 'ok';
      entry.code = null;
      entry.organization = organization?.id ?? null;
      return redirect(c, request.redirectUri, { code, state: request.state });
    }
    default:
      entry.outcome = 'page';
      return hosted(c, stepPage(step, transaction, problem), {
        status: problem ? 422 : 200,
        redirectUri: request.redirectUri,
      });
  }
}

/** An invitation decides the organization, and the account that the sign-in page starts with. */
function forInvitation(request: AuthorizationRequest, { user, organizationId }: Invitation) {
  return { ...request, organizationId, loginHint: user.email };
}

function redirectWithError(
  c: AuthKitRequest,
  { redirectUri, state, error, description }: RedirectError,
): Response {
  return redirect(c, redirectUri, { error, error_description: description, state });
}

/** RFC 6749 section 4.1.2: the parameters are added to the query of the redirect URI. */
function redirect(
  c: AuthKitRequest,
  redirectUri: string,
  parameters: Readonly<Record<string, string | undefined>>,
): Response {
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) target.searchParams.append(name, value);
  }
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', 'no-referrer');
  // 303 after a form, so that the browser requests the app's callback with GET.
  return c.redirect(target.href, c.req.method === 'GET' ? 302 : 303);
}

function fail(entry: LogEntry, code: string): void {
  entry.outcome = 'error';
  entry.code = code;
}
