import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { AuthorizationStep } from './authorization-step.ts';
import type { AuthorizationTransaction } from './authorization-transaction.ts';
import { contentSecurityPolicy, STYLE } from './hosted-style.ts';
import type { Organization, OrganizationPolicy } from './options.ts';

/** The result of `html`. Its values are escaped, so a hint or an email cannot inject markup. */
export type Html = ReturnType<typeof html>;

/** The error of a submitted form. */
export interface PageProblem {
  readonly email: string;
  readonly message: string;
}

type StepWithPage = Extract<
  AuthorizationStep,
  { readonly type: 'sign-in' | 'choose-organization' | 'step-up' }
>;

/** An HTML response. It is never cached or framed, and its URL is not sent as a referrer. */
export function hosted(
  c: Context,
  page: Html,
  { status, redirectUri }: { readonly status: 200 | 400 | 403 | 410 | 422; readonly redirectUri?: string },
): Response | Promise<Response> {
  c.header('Cache-Control', 'no-store');
  c.header('Content-Security-Policy', contentSecurityPolicy(redirectUri));
  c.header('Referrer-Policy', 'no-referrer');
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('X-Frame-Options', 'DENY');
  return c.html(page, status);
}

/**
 * The page of a step that needs the user. No heading names an organization, because tests use such headings as proof of
 * the app.
 */
export function stepPage(
  step: StepWithPage,
  transaction: AuthorizationTransaction,
  problem?: PageProblem,
): Html {
  switch (step.type) {
    case 'sign-in':
      return transaction.request.isSignUp
        ? signUpPage(transaction, problem)
        : signInPage(transaction, problem);
    case 'choose-organization':
      return organizationPage(transaction, step.organizations);
    case 'step-up':
      return stepUpPage(transaction, step.organization, step.policy);
  }
}

function signInPage(transaction: AuthorizationTransaction, problem: PageProblem | undefined): Html {
  return layout(
    'Sign in',
    html`<p>No password is needed: this AuthKit runs on your own machine.</p>
      ${emailForm(transaction, problem)}
      ${otherScreen(transaction, 'sign-up', 'Create an account')}`,
  );
}

function signUpPage(transaction: AuthorizationTransaction, problem: PageProblem | undefined): Html {
  return layout(
    'Create an account',
    html`<p>Any email address works: this AuthKit runs on your own machine and sends no email.</p>
      ${emailForm(transaction, problem)}
      ${otherScreen(transaction, 'sign-in', 'Sign in instead')}`,
  );
}

function emailForm(transaction: AuthorizationTransaction, problem: PageProblem | undefined): Html {
  const email = problem?.email ?? transaction.request.loginHint ?? '';
  const invalid = problem ? raw('aria-invalid="true" aria-describedby="problem"') : '';
  return form(
    transaction,
    html`<label for="email">Email</label>
    <input id="email" name="email" type="email" autocomplete="username" required autofocus value="${email}" ${invalid}>
    ${problem ? html`<p class="error" id="problem" role="alert">${problem.message}</p>` : ''}
    <button>Continue</button>`,
  );
}

/** Restarts the authorization with the other of the two pages. */
function otherScreen(
  { query }: AuthorizationTransaction,
  screen: 'sign-in' | 'sign-up',
  label: string,
): Html {
  const parameters = new URLSearchParams(query);
  parameters.set('screen_hint', screen);
  return html`<p class="other"><a href="/user_management/authorize?${parameters.toString()}">${label}</a></p>`;
}

function organizationPage(
  transaction: AuthorizationTransaction,
  organizations: readonly Organization[],
): Html {
  return layout(
    'Choose an organization',
    html`<p>You belong to more than one.</p>
      ${form(
        transaction,
        html`${organizations.map(
          ({ id, name }) => html`<button class="choice" name="organization" value="${id}">${name}</button>`,
        )}`,
      )}
      ${anotherAccount(transaction)}`,
  );
}

const STEP_UP = {
  sso: {
    heading: 'Single sign-on',
    demand: 'asks you to use its identity provider.',
    button: 'Continue with SSO',
  },
  mfa: { heading: 'Second factor', demand: 'asks for a second factor.', button: 'Enroll a second factor' },
} satisfies Record<Exclude<OrganizationPolicy, 'none'>, unknown>;

function stepUpPage(
  transaction: AuthorizationTransaction,
  { name }: Organization,
  policy: keyof typeof STEP_UP,
): Html {
  const { heading, demand, button } = STEP_UP[policy];
  return layout(
    heading,
    html`<p>${name} ${demand}</p>
      ${form(transaction, html`<button name="step_up" value="${policy}">${button}</button>`)}
      ${anotherAccount(transaction)}`,
  );
}

export function notAMemberPage(transaction: AuthorizationTransaction): Html {
  return layout(
    'You cannot sign in here',
    html`<p>Your account is not a member of this organization.</p>${anotherAccount(transaction)}`,
  );
}

export function errorPage(description: string): Html {
  return layout('Something went wrong', html`<p>${description}</p>`);
}

export function signedOutPage(): Html {
  return layout('You are signed out', html`<p>You can close this page.</p>`);
}

function form(transaction: AuthorizationTransaction, fields: Html): Html {
  return html`<form method="post" action="/authkit/${transaction.id}">${fields}</form>`;
}

/** Restarts the authorization with the sign-in page, even if a user is signed in. */
function anotherAccount({ query }: AuthorizationTransaction): Html {
  const parameters = new URLSearchParams(query);
  parameters.set('prompt', 'login');
  parameters.delete('login_hint');
  return html`<p class="other"><a href="/user_management/authorize?${parameters.toString()}">Use another account</a></p>`;
}

function layout(heading: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading} – local AuthKit</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>${heading}</h1>
${content}
<small>Local AuthKit, a stand-in for development</small>
</main>
</body>
</html>`;
}
