import { addNote, signIn } from '../support/app.ts';
import { setOffline } from '../support/offline.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('the question about unsent notes goes when the notes have been sent', async ({ page, context }) => {
  await signIn(page, ACME);
  await setOffline(context, true);
  await addNote(page, 'written offline');
  await addNote(page, 'and another one');
  await expect(page.getByText('Waiting to be sent')).toHaveCount(2);
  // Within the app: the page is not loaded again.
  await page.getByRole('link', { name: 'Sessions', exact: true }).click();
  const signOut = page.getByRole('button', { name: 'Sign out of Acme', exact: true });
  await signOut.click();
  const question = page.getByText('2 notes were not sent yet and would be lost.');
  await expect(question).toBeVisible();
  await expect(page.getByRole('button', { name: 'Stay signed in' })).toBeFocused();

  await setOffline(context, false);
  await expect(question).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Sign out and lose/ })).toHaveCount(0);
  await expect(signOut).toBeFocused();
});

test('the question counts what another tab discards', async ({ page, context }) => {
  await signIn(page, ACME);
  const other = await context.newPage();
  await other.goto('/sessions');
  await setOffline(context, true);
  await addNote(page, 'one');
  await addNote(page, 'two');
  await expect(page.getByText('Waiting to be sent')).toHaveCount(2);
  await other.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await expect(other.getByText('2 notes were not sent yet and would be lost.')).toBeVisible();
  await page.getByRole('button', { name: 'Discard' }).first().click();
  await expect(other.getByText('1 note was not sent yet and would be lost.')).toBeVisible();
  await expect(other.getByRole('button', { name: 'Sign out and lose it' })).toBeVisible();
});
