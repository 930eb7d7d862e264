import { expectOrganization, signIn, signInButton } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { emptySessions } from '../support/keyring-database.ts';
import { ACME, ADA, GLOBEX, GRACE } from '../support/organizations.ts';
import {
  attackersAuthorization,
  beginFlow,
  obtainCode,
  recordCallbacks,
} from '../support/sign-in-callback.ts';

test('R15: a code of the attacker with a state of the victim signs the victim in to nothing', async ({
  page,
  browser,
  server,
  authKit,
}) => {
  await signIn(page, ACME);
  const elsewhere = await browser.newContext();
  const { url } = attackersAuthorization(server, ACME.id);
  const code = await obtainCode(await elsewhere.newPage(), url, GRACE.email);
  await elsewhere.close();
  // The victim's own flow is under way, and its state has become known.
  const authorization = await beginFlow(page, ACME);
  const state = authorization.searchParams.get('state') ?? '';
  expect(state).toHaveLength(43);

  await page.goto(`/auth/callback?${new URLSearchParams({ code, state })}`);

  expect((await authKit.log()).at(-1)).toMatchObject({
    kind: 'authenticate',
    grant: 'authorization_code',
    outcome: 'error',
  });
  await expectOrganization(page, ACME);
  await expect(page.getByText('Signed in as Ada Lovelace')).toBeVisible();
});

test('R16, R17: a callback that is opened again, or with another state, costs no token request', async ({
  page,
  context,
  authKit,
}) => {
  const callbacks = recordCallbacks(context);
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const requests = await authKit.oauthRequests();
  const [first = '', second = ''] = callbacks;
  expect(first).toContain('code=');
  const crossed = new URL(first);
  crossed.searchParams.set('state', new URL(second).searchParams.get('state') ?? '');

  for (const used of [first, second, crossed.href, `${first}&state=x`]) {
    await page.goto(used);
    expect(new URL(page.url()).pathname).toBe('/auth/error');
  }

  expect(await authKit.oauthRequests()).toEqual(requests);
  await page.goto('/acme/');
  await expectOrganization(page, ACME);
});

test('R18: a callback in the name of another issuer uses the flow up and sends nothing', async ({
  page,
  context,
  authKit,
}) => {
  await signIn(page, ACME);
  const authorization = await beginFlow(page, GLOBEX);
  const { length: before } = await authKit.log();
  const other = await context.newPage();
  const state = authorization.searchParams.get('state') ?? '';
  await other.goto(`/auth/callback?${new URLSearchParams({ state, code: 'x', iss: 'https://evil.test' })}`);
  await expect(other).toHaveURL(/\/auth\/error/);
  await other.goto(`/auth/callback?${new URLSearchParams({ state, code: 'x' })}`);
  await expect(other).toHaveURL(/\/auth\/error/);
  expect(await authKit.log()).toHaveLength(before);
});

test('R23: a session that never lasts ends with a button, not with one redirect after another', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  const silent = async (): Promise<number> =>
    (await authKit.log()).filter(({ kind, user }) => kind === 'authorize' && user === ADA.id).length;
  const { length: before } = await authKit.startedSids();
  // Whoever empties the table of sessions makes the app ask again, silently: script of the origin can.
  for (let round = 0; round < 3; round += 1) {
    await emptySessions(page);
    await page.goto('/acme/');
    await expect(
      signInButton(page, ACME).or(page.getByText('Signed in as Ada Lovelace')).first(),
    ).toBeVisible();
  }
  await expect(signInButton(page, ACME)).toBeVisible();
  expect(await authKit.startedSids()).toHaveLength(before + 1);
  expect(await silent()).toBe(2);
});
