import { expectOrganization, signIn, signInButton } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { recordCallbacks } from '../support/sign-in-callback.ts';
import { expect, test } from '../support/test.ts';

const tokenRequests = (log: readonly { kind: string; grant?: string }[]) =>
  log.filter(({ kind, grant }) => kind === 'authenticate' && grant === 'authorization_code');

test('field report 8: one step back after a sign-in shows the organization again', async ({
  page,
  context,
  authKit,
}) => {
  const callbacks = recordCallbacks(context);
  await signIn(page, ACME);
  await page.goBack();
  await expect.poll(() => callbacks.length).toBeGreaterThan(1);
  await expectOrganization(page, ACME);
  expect(tokenRequests(await authKit.log())).toHaveLength(1);
});

test('field report 8: a callback address that is opened again shows the page of its sign-in', async ({
  page,
  context,
  authKit,
}) => {
  const callbacks = recordCallbacks(context);
  await signIn(page, ACME);
  const [callback = ''] = callbacks;
  const duplicate = await context.newPage();
  for (const tab of [page, duplicate]) {
    await tab.goto(callback);
    await expectOrganization(tab, ACME);
    expect(new URL(tab.url()).search).toBe('');
  }
  expect(tokenRequests(await authKit.log())).toHaveLength(1);
});

test('field report 8: when the session has ended meanwhile, it is the page that offers a sign-in', async ({
  page,
  context,
}) => {
  const callbacks = recordCallbacks(context);
  await signIn(page, ACME);
  const [callback = ''] = callbacks;
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Acme' }).click();
  await expect(page.getByText('No sessions on this device')).toBeVisible();
  await page.goto(callback);
  await expect(signInButton(page, ACME)).toBeVisible();
  await expect(page).toHaveURL('/acme/');
});

test('field report 8: an unknown state stays an error, and a step back to that error with a session shows the organizations', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  const before = await authKit.oauthRequests();
  await page.goto('/auth/callback?code=forged&state=forged');
  await expect(page.getByRole('heading', { name: 'This sign-in cannot be used' })).toBeVisible();
  await page.goto('/acme/');
  await expectOrganization(page, ACME);
  // In Firefox a page of the back/forward cache reports no load, and Playwright waits for it, also before it looks for an element.
  await page.evaluate(() => history.back());
  const shown = () =>
    page.evaluate(() => [location.pathname, document.querySelector('h1')?.textContent]).catch(() => []);
  await expect.poll(shown).toEqual(['/', 'Organizations']);
  expect(await authKit.oauthRequests()).toEqual(before);
});
