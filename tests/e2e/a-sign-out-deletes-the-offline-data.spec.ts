import { signIn, signInButton } from '../support/app.ts';
import { expectNotesCached, noteTexts, privateCaches, waitingNotes, writeNote } from '../support/notes.ts';
import { setOffline } from '../support/offline.ts';
import { ACME, GLOBEX, type KnownOrganization } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const OF_ACME = ['keyring:kept:org_acme:user_ada', 'keyring:unsent:org_acme:user_ada'];

test('a sign-out asks with the number of unsent notes, and deletes all data of the organization', {
  tag: '@long',
}, async ({ page, context }) => {
  await signIn(page, GLOBEX);
  await expectNotesCached(page, GLOBEX);
  await signIn(page, ACME);
  await expectNotesCached(page, ACME);
  await setOffline(context, true);
  const text = `Never sent ${Date.now()}`;
  await writeNote(page, text);
  await writeNote(page, `${text}, nor this`);
  await page.goto('/sessions');
  await expect.poll(() => privateCaches(page)).toEqual(expect.arrayContaining(OF_ACME));

  await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await expect(page.getByText('2 notes were not sent yet and would be lost.')).toBeVisible();
  await page.getByRole('button', { name: 'Stay signed in' }).click();
  await page.goto('/acme/');
  await expect(waitingNotes(page)).toHaveCount(2);

  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out and lose them' }).click();
  await expect(page.getByRole('button', { name: 'Sign out of Acme', exact: true })).toHaveCount(0);
  const cachesOf = async ({ id }: KnownOrganization) =>
    (await privateCaches(page)).filter((name) => name.includes(id));
  await expect.poll(() => cachesOf(ACME)).toEqual([]);
  expect(await cachesOf(GLOBEX)).not.toEqual([]);

  await setOffline(context, false);
  await page.goto('/acme/');
  await signInButton(page, ACME).click();
  await expect(page.getByLabel('New note')).toBeVisible();
  await expect(page.getByText(text)).toHaveCount(0);
  expect(await noteTexts(page, ACME)).not.toContain(text);
});

test('signing out everywhere asks as well, and deletes the data of every organization', {
  tag: '@long',
}, async ({ page, context }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await setOffline(context, true);
  await writeNote(page, `Never sent ${Date.now()}`);
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByText('1 note was not sent yet and would be lost.')).toBeVisible();
  // With a network the note would be sent, and nothing be asked any more.
  await page.getByRole('button', { name: 'Sign out and lose it' }).click();
  await expect(page.getByText('You are signed out on this device.')).toBeVisible();
  await expect(async () => expect(await privateCaches(page)).toEqual([])).toPass();
});
