import { heading, signIn, signInButton } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, ADA, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const TYPED = 'An unfinished note';

test('a session revoked during use shows an alert with the reason, and keeps the draft', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await authKit.changeSettings({ accessTokenTtl: 4 });
  const other = await context.newPage();
  await signIn(other, GLOBEX);
  await signIn(page, ACME);
  await page.getByLabel('New note').fill(TYPED);
  await authKit.revokeSession({ user: ADA.id, organization: ACME.id });

  // The access token lives on for its seconds; the call after that finds the session gone.
  await expect.poll(() => organizationOf(page)).toBe('401');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('Acme');
  await expect(alert).toContainText(/revoked|ended/i);
  await expect(heading(page, ACME)).toHaveCount(0);
  await expect(page).not.toHaveTitle(/^Acme\b/);
  await expect(page.getByLabel('New note')).toHaveValue(TYPED);
  await expect(page).toHaveURL('/acme/');

  await alert.getByRole('button', { name: 'Sign in to Acme', exact: true }).click();
  await expect(heading(page, ACME)).toBeVisible();
  await expect(signInButton(page, ACME)).toHaveCount(0);
  await expect(page.getByLabel('New note')).toHaveValue(TYPED);
  // With shared credentials the other organization had ended too, and the one sign-in restores it.
  await expect(heading(other, GLOBEX)).toBeVisible();
  await expect(other.getByRole('alert')).toHaveCount(0);
  expect(await organizationOf(other)).toBe(GLOBEX.slug);
});

test('a note whose session is gone stays in its field, and is added when the session is back', async ({
  page,
  authKit,
}) => {
  const typed = `An unfinished note ${Date.now()}`;
  await authKit.changeSettings({ accessTokenTtl: 60 });
  await signIn(page, ACME);
  // The session ends while the note is being sent: the page did not know of it before.
  await page.exposeFunction('endSession', async () => {
    await authKit.revokeSession({ user: ADA.id, organization: ACME.id });
    await authKit.changeSettings({ clockOffset: 600 });
  });
  await page.evaluate(() => {
    const { endSession } = globalThis as unknown as { endSession(): Promise<void> };
    const send = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const { method, url } = new Request(input, init);
      // Not the ticket of the presence socket, which may be sent at any time.
      if (method === 'POST' && new URL(url).pathname === '/api/notes') {
        globalThis.fetch = send;
        await endSession();
      }
      return send(input, init);
    };
  });
  await page.getByLabel('New note').fill(typed);
  await page.getByRole('button', { name: 'Add note' }).click();

  await expect(page.getByRole('alert')).toContainText('Acme');
  await expect(page.getByLabel('New note')).toHaveValue(typed);
  // AuthKit has taken the organization away, so its notes are gone; what the user typed is not.
  await expect(page.getByRole('list', { name: 'Notes' })).toHaveCount(0);

  await signInButton(page, ACME).click();
  await expect(heading(page, ACME)).toBeVisible();
  await expect(page.getByRole('list', { name: 'Notes' })).toContainText(typed);
  await expect(page.getByLabel('New note')).toHaveValue('');
});
