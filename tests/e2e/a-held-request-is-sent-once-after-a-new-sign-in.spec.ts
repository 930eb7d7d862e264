import { emailField, heading, leaveAuthKit, signIn, submitEmail } from '../support/app.ts';
import { noteTexts } from '../support/notes.ts';
import { ACME, ADA, GLOBEX, GRACE } from '../support/organizations.ts';
import { openRequestsPage } from '../support/requests.ts';
import { expect, test } from '../support/step-up-test.ts';
import {
  askToDeleteAll,
  confirmInPopup,
  deleteAllNotes,
  send,
  signInLongAgo,
  stepUpDialog,
} from '../support/step-ups.ts';
import { runInWorker } from '../support/worker-script.ts';

// A server of its own: other files look for the notes that are deleted here.
test.use({ serverEnvironment: { STATE: 'memory' } });

test('R50: refused, closed, signed out or for another user: a typed problem, and nothing is sent', {
  tag: '@long',
}, async ({ page, context, authKit, deletions }) => {
  await signIn(page, GLOBEX);
  await signInLongAgo(page, authKit, ACME);
  const notes = await noteTexts(page, ACME);
  const dialog = stepUpDialog(page);

  // Refused, in the app.
  await askToDeleteAll(page);
  await expect(dialog).toContainText('Acme: delete all notes of this organization');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('Nothing was changed')).toBeVisible();

  // By the Escape key.
  const escaped = deleteAllNotes(page, ACME);
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await escaped.response).toBe('401 step_up_refused declined');

  // The popup is closed: the user can confirm again, or refuse.
  await leaveAuthKit(context);
  const closed = deleteAllNotes(page, ACME);
  const popup = await confirmInPopup(page);
  await expect(emailField(popup)).toHaveValue(ADA.email);
  await popup.close();
  await expect(dialog).toContainText('window that has opened');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await closed.response).toBe('401 step_up_refused declined');

  // Another user signs in: neither released, nor is the session theirs.
  const other = deleteAllNotes(page, ACME);
  const graces = await confirmInPopup(page);
  // Not by `fill`, which appends to the text that is there in a popup of Firefox.
  await emailField(graces).evaluate((field, email) => {
    if (field instanceof HTMLInputElement) field.value = email;
  }, GRACE.email);
  await submitEmail(graces, GRACE.email);
  expect(await other.response).toBe('401 step_up_refused wrong_user');
  expect(await page.evaluate(send, ['acme', '/api/me', 'GET'] as const)).toBe('200');
  const me = await page.evaluate(async () => (await fetch('/api/me')).json());
  expect(me.user.email).toBe(ADA.email);

  expect(deletions, 'every request was sent once, and challenged').toEqual(Array(4).fill('401'));
  expect(await noteTexts(page, ACME)).toEqual(notes);

  // A page that shows nothing gets the API's own response.
  const plain = await context.newPage();
  await openRequestsPage(plain, ACME);
  await plain.evaluate(() => window.keyring.connectKeyring());
  expect(await plain.evaluate(send, ['acme', '/api/notes', 'DELETE'] as const)).toBe(
    '401 insufficient_user_authentication',
  );

  // The user signs out of the organization in another tab.
  await page.reload();
  await expect(page.getByRole('button', { name: 'Delete all notes' })).toBeVisible();
  const signedOut = deleteAllNotes(page, ACME);
  await expect(dialog).toBeVisible();
  await plain.evaluate(async (id) => {
    const keyring = await window.keyring.connectKeyring();
    const { sessions } = keyring.getSnapshot();
    const organizations = sessions.map(({ organization }) => organization);
    await keyring.signOut(organizations.filter((organization) => organization.id === id));
  }, ACME.id);
  expect(await signedOut.response).toBe('401 step_up_refused signed_out');
});

test('R50: a sign-in that takes too long: a typed problem, and nothing is sent again', {
  tag: '@long',
}, async ({ page, context, authKit, deletions }) => {
  await signInLongAgo(page, authKit, ACME);
  const dialog = stepUpDialog(page);
  // The time limit of the worker has passed.
  await runInWorker(context, () => {
    const after = globalThis.setTimeout;
    const skipping = (callback: () => void, ms = 0): unknown => {
      if (ms > 60_000) globalThis.setTimeout = after;
      return after(callback, ms > 60_000 ? 0 : ms);
    };
    globalThis.setTimeout = skipping as typeof setTimeout;
  });
  expect(await deleteAllNotes(page, ACME).response).toBe('401 step_up_refused deadline_exceeded');
  await expect(dialog).toHaveCount(0);
  expect(deletions).toEqual(['401']);
});

// The last test, because it deletes the notes that the others look for.
test('R50: one awaited call waits for the sign-in in a popup, and no other call waits', {
  tag: '@long',
}, async ({ page, context, authKit, deletions }) => {
  await signIn(page, GLOBEX);
  await signInLongAgo(page, authKit, ACME);
  const otherTab = await context.newPage();
  await signIn(otherTab, GLOBEX);
  const logged = (await authKit.log()).length;
  await page.evaluate(() => document.documentElement.setAttribute('data-same', ''));
  await page.getByLabel('New note').fill('Not sent yet');

  await askToDeleteAll(page);
  await expect(stepUpDialog(page)).toContainText('Acme');

  // Other calls of this organization, of another one, and another tab do not wait.
  expect(await page.evaluate(send, ['acme', '/api/notes', 'GET'] as const)).toBe('200');
  expect(await page.evaluate(send, ['globex', '/api/me', 'GET'] as const)).toBe('200');
  expect(await otherTab.evaluate(send, ['acme', '/api/me', 'GET'] as const)).toBe('200');
  await expect(stepUpDialog(otherTab)).toHaveCount(0);
  expect(deletions).toEqual(['401']);

  await leaveAuthKit(context);
  const popup = await confirmInPopup(page);
  const address = new URL(popup.url());
  await submitEmail(popup, ADA.email);
  await expect(stepUpDialog(page)).toHaveCount(0);
  await expect(page.getByText('No notes yet')).toBeVisible();
  await expect.poll(() => popup.isClosed()).toBe(true);
  expect(deletions).toEqual(['401', '204']);
  expect(await noteTexts(page, ACME)).toEqual([]);
  expect(address.origin).not.toBe(new URL(page.url()).origin);
  const authorizations = (await authKit.log()).slice(logged).filter(({ kind }) => kind === 'authorize');
  expect(authorizations.map(({ organization }) => organization)).toEqual([ACME.id]);
  expect(await page.evaluate(() => document.documentElement.hasAttribute('data-same'))).toBe(true);
  await expect(page.getByLabel('New note')).toHaveValue('Not sent yet');

  // The session of the other organization is as it was.
  expect(await page.evaluate(send, ['globex', '/api/me', 'GET'] as const)).toBe('200');
  await otherTab.reload();
  await expect(heading(otherTab, GLOBEX)).toBeVisible();

  // The sign-in is recent now: the next deletion needs none.
  expect(await page.evaluate(send, ['acme', '/api/notes', 'DELETE'] as const)).toBe('204');
});
