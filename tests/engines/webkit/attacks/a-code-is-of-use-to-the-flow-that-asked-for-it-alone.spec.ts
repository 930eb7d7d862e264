import { emptySessions } from '../../../support/keyring-database.ts';
import { ACME, ADA, GLOBEX, GRACE } from '../../../support/organizations.ts';
import { attackersAuthorization, beginFlow, obtainCodeAlone } from '../../../support/sign-in-callback.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';

const SIGN_IN_TO_ACME = '//button[normalize-space()="Sign in to Acme"]';
const SIGNED_IN = '//*[normalize-space()="Signed in as Ada Lovelace"]';

test('R15: a code of the attacker with a state of the victim signs the victim in to nothing', async ({
  tabs,
  server,
  authKit,
}) => {
  await tabs.signIn(ACME);
  const code = await obtainCodeAlone(attackersAuthorization(server, ACME.id).url, GRACE.email);
  // The victim's own flow is under way, and its state has become known.
  const state = (await beginFlow(tabs, ACME)).searchParams.get('state') ?? '';
  expect(state).toHaveLength(43);

  await tabs.goto(`/auth/callback?${new URLSearchParams({ code, state })}`);

  expect((await authKit.log()).at(-1)).toMatchObject({
    kind: 'authenticate',
    grant: 'authorization_code',
    outcome: 'error',
  });
  await tabs.expectOrganization(ACME);
  await expect.poll(() => tabs.has(SIGNED_IN)).toBe(true);
});

test('R16, R17: a callback that is opened again, or with another state, costs no token request', async ({
  tabs,
  traffic,
  authKit,
}) => {
  await tabs.signIn(GLOBEX);
  await tabs.signIn(ACME);
  const requests = await authKit.oauthRequests();
  const [first = '', second = ''] = traffic.callbacks;
  expect(first).toContain('code=');
  const crossed = new URL(first);
  crossed.searchParams.set('state', new URL(second).searchParams.get('state') ?? '');

  for (const used of [first, second, crossed.href, `${first}&state=x`]) {
    await tabs.goto(used);
    expect(new URL(await tabs.url()).pathname).toBe('/auth/error');
  }

  expect(await authKit.oauthRequests()).toEqual(requests);
  await tabs.goto('/acme/');
  await tabs.expectOrganization(ACME);
});

test('R18: a callback in the name of another issuer uses the flow up and sends nothing', async ({
  tabs,
  authKit,
}) => {
  await tabs.signIn(ACME);
  const state = (await beginFlow(tabs, GLOBEX)).searchParams.get('state') ?? '';
  const { length: before } = await authKit.log();
  await tabs.open();
  for (const foreign of [
    { state, code: 'x', iss: 'https://evil.test' },
    { state, code: 'x' },
  ]) {
    await tabs.goto(`/auth/callback?${new URLSearchParams(foreign)}`);
    await expect.poll(async () => new URL(await tabs.url()).pathname).toBe('/auth/error');
  }
  expect(await authKit.log()).toHaveLength(before);
});

test('R23: a session that never lasts ends with a button, not with one redirect after another', async ({
  tabs,
  authKit,
}) => {
  await tabs.signIn(ACME);
  const { length: before } = await authKit.startedSids();
  // Whoever empties the table of sessions makes the app ask again, silently: script of the origin can.
  for (let round = 0; round < 3; round += 1) {
    await emptySessions(tabs);
    await tabs.goto('/acme/');
    await expect
      .poll(async () => (await tabs.has(SIGN_IN_TO_ACME)) || (await tabs.has(SIGNED_IN)))
      .toBe(true);
  }
  await expect.poll(() => tabs.has(SIGN_IN_TO_ACME)).toBe(true);
  expect(await authKit.startedSids()).toHaveLength(before + 1);
  const silent = (await authKit.log()).filter(({ kind, user }) => kind === 'authorize' && user === ADA.id);
  expect(silent).toHaveLength(2);
});
