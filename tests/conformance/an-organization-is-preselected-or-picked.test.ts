import { expect, test } from 'vitest';
import { localAuthKit } from './local-authkit.ts';
import { authorize, authorizePath, exchangeCode, signIn } from './oauth-client.ts';

const kit = localAuthKit();

async function picker(email = 'ada@example.com') {
  const browser = kit.browser();
  const page = await browser.submit(await browser.navigate(authorizePath()), { email });
  return { browser, page };
}

test('organization_id preselects', async () => {
  const { body, claims } = await signIn(kit, 'org_globex');
  expect([body.organization_id, claims.org_id]).toEqual(['org_globex', 'org_globex']);
});

test('without one, the picker has one button per active membership', async () => {
  const { page } = await picker();
  const more = ['05', '06', '07', '08', '09', '10', '11', '12'].map((number) => `Org ${number}`);
  expect(page.heading).toBe('Choose an organization');
  expect(page.buttons).toEqual(['Acme', 'Globex', 'Initech', ...more]);
  expect((await picker('grace@example.com')).page.buttons).toEqual(['Acme', 'Umbrella']);
});

test('the pick is the organization of the code', async () => {
  const { browser, page } = await picker();
  const { location } = await browser.submit(page, { button: 'Globex' });
  expect((await exchangeCode(kit, location ?? new URL('about:blank'))).body.organization_id).toBe(
    'org_globex',
  );
});

test('a pick outside the memberships is no pick', async () => {
  const { browser, page } = await picker();
  const again = await browser.submit(page, { organization: 'org_umbrella' });
  expect([again.location, again.heading]).toEqual([null, 'Choose an organization']);
});

test('a pick cannot change an organization that the app asked for', async () => {
  const browser = kit.browser();
  await authorize(browser, 'org_acme');
  const page = await browser.navigate(authorizePath({ organization_id: 'org_globex', prompt: 'login' }));
  const still = await browser.submit(page, { organization: 'org_acme' });
  expect(still.heading).toBe('Sign in');
  const { location } = await browser.submit(still, { email: 'ada@example.com' });
  expect((await exchangeCode(kit, location ?? new URL('about:blank'))).body.organization_id).toBe(
    'org_globex',
  );
});

test('with one membership there is nothing to pick', async () => {
  await kit.control('memberships', {
    user: 'grace@example.com',
    organization: 'org_acme',
    status: 'inactive',
  });
  expect((await signIn(kit, undefined, { email: 'grace@example.com' })).claims.org_id).toBe('org_umbrella');
});

test('with none, the session has no organization', async () => {
  for (const organization of ['org_acme', 'org_umbrella']) {
    await kit.control('memberships', { user: 'grace@example.com', organization, status: 'inactive' });
  }
  const { body, claims } = await signIn(kit, undefined, { email: 'grace@example.com' });
  expect(body).not.toHaveProperty('organization_id');
  expect(claims).not.toHaveProperty('org_id');
  expect(claims).not.toHaveProperty('role');
});
