import { nextStep } from './authorization-step.ts';
import { proceed } from './authorize.ts';
import type { AuthKitRequest } from './handle-request.ts';
import { errorPage, hosted } from './hosted-pages.ts';
import type { User } from './options.ts';
import { secretId } from './secret.ts';
import type { AuthKitContext } from './state.ts';

/** Longest email address, characters (RFC 3696 erratum 1690). */
const EMAIL_LIMIT = 320;

const GONE = 'This sign-in has ended or took too long. Go back to the app and start again.';

/** `GET /authkit/:transaction`: the current page of an authorization, for a reload or the back button. */
export function showStep(c: AuthKitRequest, context: AuthKitContext): Response | Promise<Response> {
  const transaction = context.state.transactions.get(c.req.param('transaction') ?? '', context.now());
  if (!transaction) return hosted(c, errorPage(GONE), { status: 410 });
  const current = context.state.browserSessions.current(context.cookie.read(c), context.now());
  return proceed(c, context, transaction, current);
}

/**
 * `POST /authkit/:transaction`: the form of a hosted page. Its fields identify the form: `email` signs in,
 * `organization` selects an organization, `step_up` satisfies the organization's policy.
 */
export async function submitStep(c: AuthKitRequest, context: AuthKitContext): Promise<Response> {
  const { state, now, cookie } = context;
  const transaction = state.transactions.get(c.req.param('transaction') ?? '', now());
  if (!transaction) return hosted(c, errorPage(GONE), { status: 410 });
  const form = new URLSearchParams(await c.req.text());
  const current = state.browserSessions.current(cookie.read(c), now());

  const email = form.get('email');
  if (email !== null) {
    const user = transaction.request.isSignUp ? signUp(email, context) : signIn(email, context);
    if (typeof user === 'string') {
      return proceed(c, context, transaction, current, { email, message: user });
    }
    const browserSession = state.browserSessions.signIn(current, user.id, now());
    state.lastSignInAt.set(user.id, now());
    cookie.write(c, browserSession.id);
    transaction.signedInAs = browserSession.id;
    return proceed(c, context, transaction, browserSession);
  }

  // Only the field of the current step is read, so a form can neither skip a step nor change an earlier one.
  const step = nextStep(transaction, current, state.memberships, now());
  const picked = form.get('organization');
  if (step.type === 'choose-organization' && step.organizations.some(({ id }) => id === picked)) {
    transaction.organizationId = picked ?? undefined;
  }
  if (current && step.type === 'step-up' && form.has('step_up')) {
    current.steppedUpFor.add(step.organization.id);
    const { identityProviderSessionMaxAge: lifetime } = state.settings;
    if (step.policy === 'sso' && lifetime !== null)
      current.identityProviderSessionEndsAt = now() + lifetime * 1000;
  }
  return proceed(c, context, transaction, current);
}

/** @returns the problem, if there is no such account */
function signIn(email: string, { state }: AuthKitContext): User | string {
  const user = state.memberships.user(email);
  return user?.email === email.trim().toLowerCase() ? user : 'There is no account with this email.';
}

/** Creates an account, which is a member of no organization. @returns the problem, if the address cannot be used */
function signUp(text: string, { state, now }: AuthKitContext): User | string {
  const email = text.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > EMAIL_LIMIT) return 'This is not an email address.';
  if (state.memberships.user(email) !== undefined) return 'There is already an account with this email.';
  const user: User = { id: secretId('user_'), email, firstName: '', lastName: '', createdAt: now() };
  state.memberships.addUser(user);
  return user;
}
