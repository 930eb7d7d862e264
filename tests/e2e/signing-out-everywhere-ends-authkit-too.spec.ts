import { emailField, signIn, signInButton, signOutEverywhere } from '../support/app.ts';
import { setOffline } from '../support/offline.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('signing out everywhere ends every session and the one of AuthKit itself', { tag: '@long' }, async ({
  page,
  context,
  authKit,
}) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  const other = await context.newPage();
  await signIn(other, ACME);
  const sids = (await authKit.log()).filter(({ kind }) => kind === 'authenticate').map(({ sid }) => sid);

  await page.goto('/sessions');
  await signOutEverywhere(page);

  await expect(page).toHaveURL('/');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(other.getByText(ACME.note)).toHaveCount(0);
  await expect(signInButton(other, ACME)).toBeVisible();
  await expect
    .poll(async () => {
      const logouts = (await authKit.log()).filter(({ kind }) => kind === 'logout');
      return sids.filter((sid) => logouts.some((entry) => entry.sid === sid));
    })
    .toEqual(sids);

  // AuthKit knows no user any more: it asks for a login.
  await signInButton(other, ACME).click();
  await expect(emailField(other)).toBeVisible();
});

test('while the browser leaves for the logout of AuthKit, no button signs in again', {
  tag: '@long',
}, async ({ page, authKit }) => {
  await signIn(page, ACME);
  await page.goto('/sessions');
  // The worker ends the session at AuthKit too.
  await authKit.addFault({ on: 'logout', times: 5, delayMs: 1_500 });
  await page.evaluate(() => {
    const look = (): void => {
      const buttons = [...document.querySelectorAll('main button')].map(({ textContent }) => textContent);
      const found = buttons.filter((text) => /^(Sign in|Use another account)/.test(text ?? ''));
      const isEnding = document.querySelector('table') === null;
      if (isEnding && found.length > 0) sessionStorage.setItem('offered', found.join());
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
  });
  await signOutEverywhere(page);
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page).toHaveURL('/');
  expect(await page.evaluate(() => sessionStorage.getItem('offered'))).toBeNull();
});

test("without a network the app stays, signed out here, and ends AuthKit's sign-in once there is one", {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await signIn(page, ACME);
  await page.goto('/sessions');
  await setOffline(context, true);
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();

  await expect(page.getByText('You are signed out on this device.')).toBeVisible();
  await expect(page).toHaveURL('/sessions');
  await expect(page.getByText('No sessions on this device')).toBeVisible();
  const end = page.getByRole('link', { name: 'Sign out of AuthKit' });
  await end.click();
  await expect(page.getByText('AuthKit is still not reachable.')).toBeVisible();
  await expect(page).toHaveURL('/sessions');
  // The next user of the device must not miss it.
  await page.goto('/');
  await expect(end).toBeVisible();

  await setOffline(context, false);
  await end.click();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  expect((await authKit.log()).some(({ kind }) => kind === 'logout')).toBe(true);
  await expect(end).toHaveCount(0);
  await page.goto('/acme/');
  await expect(signInButton(page, ACME).or(emailField(page))).toBeVisible();
  if (await signInButton(page, ACME).isVisible()) await signInButton(page, ACME).click();
  await expect(emailField(page)).toBeVisible();
});

test('a sign-in ends the reminder of a sign-out that did not reach AuthKit', { tag: '@long' }, async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  await page.goto('/sessions');
  await setOffline(context, true);
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  const end = page.getByRole('link', { name: 'Sign out of AuthKit' });
  await expect(end).toBeVisible();
  await setOffline(context, false);
  await signIn(page, ACME);
  await expect(end).toHaveCount(0);
  await page.reload();
  await expect(page.getByText(ACME.note)).toBeVisible();
  await expect(end).toHaveCount(0);
});
