import { expect, test } from 'vitest';
import { createWorkOSProvider } from '../../../../src/providers/workos/workos-provider.ts';

const SETTINGS = {
  clientId: 'client_test',
  authKitOrigin: 'https://authkit.test',
  issuers: ['https://authkit.test'],
  jwksUri: 'https://app.test/auth/jwks',
  redirectUri: 'https://app.test/auth/callback',
  signOutUri: 'https://app.test/',
};

function spied(response: () => Promise<Response> = async () => Response.json({})) {
  const requests: Request[] = [];
  const authkit = createWorkOSProvider(
    SETTINGS,
    async (input, init) => {
      requests.push(new Request(input, init));
      return response();
    },
    () => 0,
  );
  return { authkit, requests };
}

const PARAMETERS = {
  state: 'state_1',
  codeChallenge: 'challenge_1',
  organizationId: 'org_acme',
  loginHint: null,
  prompt: null,
};

test('R13: a refresh names its organization, and contains no client secret', async () => {
  const { authkit, requests } = spied();
  await authkit.refresh('refresh_1', 'org_acme', 1000);
  const [request] = requests;
  expect(request?.url).toBe('https://authkit.test/user_management/authenticate');
  expect(await request?.json()).toEqual({
    client_id: 'client_test',
    grant_type: 'refresh_token',
    refresh_token: 'refresh_1',
    organization_id: 'org_acme',
  });
});

test('R15: a code is sent with its verifier', async () => {
  const { authkit, requests } = spied();
  await authkit.exchangeCode('code_1', 'verifier_1', 1000);
  expect(await requests[0]?.json()).toEqual({
    client_id: 'client_test',
    grant_type: 'authorization_code',
    code: 'code_1',
    code_verifier: 'verifier_1',
  });
});

test('R9: a token request is a POST without cookies, redirects or cache, and nothing is in its URL', async () => {
  const { authkit, requests } = spied();
  await authkit.exchangeCode('code_1', 'verifier_1', 1000);
  await authkit.refresh('refresh_1', 'org_acme', 1000);
  const toAuthKit = requests.filter(({ url }) => url !== SETTINGS.jwksUri);
  expect(toAuthKit).toHaveLength(2);
  for (const request of toAuthKit) {
    expect(request).toMatchObject({
      method: 'POST',
      credentials: 'omit',
      redirect: 'error',
      cache: 'no-store',
    });
    expect(new URL(request.url).search).toBe('');
    expect(request.headers.get('Content-Type')).toBe('application/json');
  }
});

test('R15, R16, R19: the authorization URL has one redirect URI, the state, and S256', () => {
  const url = new URL(spied().authkit.authorizationUrl(PARAMETERS));
  expect(url.origin + url.pathname).toBe('https://authkit.test/user_management/authorize');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'client_test',
    redirect_uri: 'https://app.test/auth/callback',
    response_type: 'code',
    provider: 'authkit',
    state: 'state_1',
    code_challenge: 'challenge_1',
    code_challenge_method: 'S256',
    organization_id: 'org_acme',
  });
});

test('unknown values are no parameters; known values are encoded', () => {
  const { authkit } = spied();
  const hinted = { ...PARAMETERS, organizationId: null, loginHint: 'a&b=c@x.test', prompt: 'login' as const };
  const { searchParams } = new URL(authkit.authorizationUrl(hinted));
  expect(searchParams.has('organization_id')).toBe(false);
  expect([searchParams.get('login_hint'), searchParams.get('prompt')]).toEqual(['a&b=c@x.test', 'login']);
});

test('the hints of a sign-in are parameters of the authorization request', () => {
  const hints = {
    screenHint: 'sign-up',
    invitationToken: 'inv_1',
    passwordResetToken: 'reset_1',
    domainHint: 'example.com',
    provider: 'GoogleOAuth',
  } as const;
  const { searchParams } = new URL(spied().authkit.authorizationUrl({ ...PARAMETERS, hints }));
  expect(Object.fromEntries(searchParams)).toMatchObject({
    screen_hint: 'sign-up',
    invitation_token: 'inv_1',
    password_reset_token: 'reset_1',
    domain_hint: 'example.com',
    provider: 'GoogleOAuth',
    state: PARAMETERS.state,
  });
});

test('R42: a logout names its session and returns to this app', () => {
  const url = new URL(spied().authkit.logoutUrl('sid_1'));
  expect(url.pathname).toBe('/user_management/sessions/logout');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    session_id: 'sid_1',
    return_to: 'https://app.test/',
  });
});

test('R42: a revocation reports whether it was delivered', async () => {
  const { authkit, requests } = spied();
  expect(await authkit.revoke('sid_1')).toBe(true);
  expect(new URL(requests[0]?.url ?? '').searchParams.get('session_id')).toBe('sid_1');
  expect(await spied(() => Promise.reject(new TypeError('offline'))).authkit.revoke('sid_1')).toBe(false);
});

test('R42: a revocation whose redirect is blocked returns to this app', async () => {
  const sent: (string | null)[] = [];
  // Without `return_to` WorkOS redirects to the homepage of the dashboard, which the worker's policy does not list.
  const fetch = async (input: RequestInfo | URL): Promise<Response> => {
    const { searchParams } = new URL(new Request(input).url);
    sent.push(searchParams.get('return_to'));
    if (searchParams.get('return_to') !== 'https://app.test/') throw new TypeError('Failed to fetch');
    return new Response();
  };
  expect(await createWorkOSProvider(SETTINGS, fetch, () => 0).revoke('sid_1')).toBe(true);
  expect(sent).toEqual([null, 'https://app.test/']);
});

test('an outage without CORS headers is no mistake of the settings, once the browser could read a response', async () => {
  let isOut = true;
  // The error page of WorkOS's edge: a browser hides it from a request that wants to read it.
  const fetch = async (input: RequestInfo | URL): Promise<Response> => {
    if (isOut && new Request(input).mode !== 'no-cors') throw new TypeError('Failed to fetch');
    return new Response('{}', { status: 500 });
  };
  const authkit = createWorkOSProvider(SETTINGS, fetch, () => 0);
  const exchange = () => authkit.exchangeCode('code_1', 'verifier_1', 1000);
  expect(await exchange()).toMatchObject({ type: 'terminal', reason: 'misconfigured' });
  isOut = false;
  await authkit.refresh('refresh_1', 'org_acme', 1000);
  isOut = true;
  expect(await exchange()).toMatchObject({ type: 'transient', cause: 'no-response' });
});

test('R27: at most 64 KB of a token response are read', async () => {
  const grant = JSON.stringify({ user: { id: 'u', email: 'e' }, access_token: 'a', refresh_token: 'r' });
  for (const [size, type] of [
    [64 * 1024, 'granted'],
    [64 * 1024 + 1, 'transient'],
  ] as const) {
    const { authkit } = spied(async () => new Response(grant.padEnd(size)));
    expect((await authkit.refresh('refresh_1', 'org_acme', 1000)).type).toBe(type);
    expect((await authkit.exchangeCode('code_1', 'verifier', 1000)).type).toBe(type);
  }
});
