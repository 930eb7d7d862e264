import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt, type JWTPayload } from 'jose';
import { expect } from 'vitest';
import { CALLBACK, CLIENT_ID, type LocalAuthKit } from './local-authkit.ts';
import { expectDocumentedJson, expectDocumentedRequest } from './openapi.ts';
import type { Page, TestBrowser } from './test-browser.ts';

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  /** Of the access token; empty when there is none. */
  readonly claims: JWTPayload;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export const VERIFIER = randomBytes(32).toString('base64url');

export const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

/** A valid authorization request; `undefined` takes a parameter out. */
export function authorizePath(parameters: Record<string, string | undefined> = {}): string {
  const all = {
    client_id: CLIENT_ID,
    redirect_uri: CALLBACK,
    response_type: 'code',
    provider: 'authkit',
    state: 'state-1',
    code_challenge: challengeOf(VERIFIER),
    code_challenge_method: 'S256',
    ...parameters,
  };
  const query = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `/user_management/authorize?${new URLSearchParams(query)}`;
}

/** Completes every page that an authorization shows, up to the redirect. */
export async function authorize(
  browser: TestBrowser,
  organization: string | undefined,
  { email = 'ada@example.com', ...parameters }: Record<string, string | undefined> = {},
): Promise<URL> {
  let page: Page = await browser.navigate(authorizePath({ organization_id: organization, ...parameters }));
  for (let steps = 0; page.location === null && steps < 4; steps += 1) {
    if (page.heading === 'Sign in') page = await browser.submit(page, { email });
    else if (page.buttons.includes('Continue with SSO'))
      page = await browser.submit(page, { button: 'Continue with SSO' });
    else throw new Error(`stopped at the page "${page.heading}"`);
  }
  if (!page.location) throw new Error('no redirect');
  return page.location;
}

/** Posts a refresh as a plain request, for a response that need not be the documented one. */
export function postRefresh(
  kit: LocalAuthKit,
  refreshToken: string,
  organization?: string,
): Promise<Response> {
  return fetch(`${kit.origin}/user_management/authenticate`, {
    method: 'POST',
    body: JSON.stringify({
      client_id: CLIENT_ID,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      organization_id: organization,
    }),
  });
}

/** Posts to the token endpoint; every response is checked against the OpenAPI document. */
export async function token(
  kit: LocalAuthKit,
  body: Record<string, unknown>,
  init: RequestInit = {},
): Promise<TokenAnswer> {
  const response = await fetch(`${kit.origin}/user_management/authenticate`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    ...init,
  });
  const answer: Record<string, unknown> = await response.json();
  expectDocumentedJson('authenticate', response.status, answer);
  if (response.status === 200) expectDocumentedRequest(body);
  const accessToken = String(answer.access_token ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: answer,
    accessToken,
    refreshToken: String(answer.refresh_token ?? ''),
    claims: accessToken === '' ? {} : decodeJwt(accessToken),
  };
}

export function exchangeCode(
  kit: LocalAuthKit,
  callback: URL,
  change: Record<string, unknown> = {},
): Promise<TokenAnswer> {
  return token(kit, {
    client_id: CLIENT_ID,
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code'),
    code_verifier: VERIFIER,
    ...change,
  });
}

export function refresh(
  kit: LocalAuthKit,
  refreshToken: string,
  organization?: string,
): Promise<TokenAnswer> {
  return token(kit, {
    client_id: CLIENT_ID,
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    ...(organization !== undefined && { organization_id: organization }),
  });
}

/** Signs in and exchanges the code. */
export async function signIn(
  kit: LocalAuthKit,
  organization: string | undefined,
  { browser = kit.browser(), email = 'ada@example.com' }: { browser?: TestBrowser; email?: string } = {},
): Promise<TokenAnswer> {
  const answer = await exchangeCode(kit, await authorize(browser, organization, { email }));
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer;
}
