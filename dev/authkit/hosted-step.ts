import type { AuthKitRequest } from './answer.ts';
import { nextStep } from './authorization-step.ts';
import { proceed } from './authorize.ts';
import { errorPage, hosted } from './hosted-pages.ts';
import type { AuthKitContext } from './state.ts';

const GONE = 'This sign-in has ended or took too long. Go back to the app and start again.';

/** `GET /authkit/:transaction`: the current page of an authorization, for a reload or the back button. */
export function showStep(c: AuthKitRequest, context: AuthKitContext): Response | Promise<Response> {
  const transaction = context.state.transactions.get(c.req.param('transaction') ?? '', context.now());
  if (!transaction) return hosted(c, errorPage(GONE), { status: 410 });
  return proceed(c, context, transaction, context.state.browserSessions.get(context.cookie.read(c)));
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
  const current = state.browserSessions.get(cookie.read(c));

  const email = form.get('email');
  if (email !== null) {
    const user = state.memberships.user(email);
    if (user?.email !== email.trim().toLowerCase()) {
      const problem = { email, message: 'There is no account with this email.' };
      return proceed(c, context, transaction, current, problem);
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
  if (step.type === 'step-up' && form.has('step_up')) current?.steppedUpFor.add(step.organization.id);
  return proceed(c, context, transaction, current);
}
