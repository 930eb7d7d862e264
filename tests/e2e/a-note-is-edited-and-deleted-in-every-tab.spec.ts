import { expectOrganization, signIn, switchTo } from '../support/app.ts';
import { expectFocusInDocument } from '../support/focus.ts';
import { noteTexts, writeNote } from '../support/notes.ts';
import { ACME, GLOBEX, GRACE } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('an author edits and deletes a note, and other tabs and members see it; other members cannot', {
  tag: '@long',
}, async ({ page, context, browser, baseURL }) => {
  await signIn(page, ACME);
  await writeNote(page, 'The first version');
  const other = await context.newPage();
  await other.goto('/acme/');
  await expectOrganization(other, ACME);
  const graces = await browser.newContext({ baseURL: baseURL ?? '' });
  const grace = await graces.newPage();
  await signIn(grace, ACME, GRACE.email);
  await expect(grace.getByText('The first version', { exact: true })).toBeVisible();
  await expect(grace.getByRole('button', { name: /^(Edit|Delete) note: The first/ })).toHaveCount(0);

  // Only the page in front has the focus in Firefox.
  await page.bringToFront();
  await page.getByRole('button', { name: 'Edit note: The first version' }).click();
  const field = page.getByLabel('Edit note', { exact: true });
  await expect(field).toBeFocused();
  await field.fill('The second version');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  for (const each of [page, other, grace]) {
    await expect(each.getByText('The second version', { exact: true })).toBeVisible();
    await expect(each.getByText('The first version', { exact: true })).toHaveCount(0);
  }

  await writeNote(grace, 'Written by Grace');
  await expect(grace.getByRole('button', { name: 'Edit note: Written by Grace' })).toBeVisible();
  // Ada is an admin of Acme.
  await other.getByRole('button', { name: 'Delete note: Written by Grace' }).click();
  await other.getByRole('button', { name: 'Delete note', exact: true }).click();
  await page.getByRole('button', { name: 'Delete note: The second version' }).click();
  await page.getByRole('button', { name: 'Delete note', exact: true }).click();
  for (const each of [page, other, grace]) {
    await expect(each.getByText('The second version', { exact: true })).toHaveCount(0);
    await expect(each.getByText('Written by Grace', { exact: true })).toHaveCount(0);
    await expect(each.getByText(ACME.note)).toBeVisible();
  }
  expect(await noteTexts(grace, ACME)).not.toContain('The second version');
  await graces.close();
});

test('the text of an edit stays when the note is deleted in another tab', async ({ page, context }) => {
  await signIn(page, ACME);
  await writeNote(page, 'Soon deleted');
  await page.getByRole('button', { name: 'Edit note: Soon deleted' }).click();
  const field = page.getByLabel('Edit note', { exact: true });
  await field.fill('Written for an hour');

  const other = await context.newPage();
  await other.goto('/acme/');
  await other.getByRole('button', { name: 'Delete note: Soon deleted' }).click();
  await other.getByRole('button', { name: 'Delete note', exact: true }).click();
  await expect(other.getByText('Soon deleted', { exact: true })).toHaveCount(0);
  await expect(page.getByText('This note was deleted.')).toBeVisible();
  await expect(field).toHaveValue('Written for an hour');
  await expectFocusInDocument(field);
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();

  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(field).toHaveCount(0);
  await expect(page.getByText('Soon deleted', { exact: true })).toHaveCount(0);
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('for an hour');
});

test('who edits a note sees that it was changed in another tab, and what a save replaces', async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  await writeNote(page, 'The text of both');
  await page.getByRole('button', { name: 'Edit note: The text of both' }).click();
  const field = page.getByLabel('Edit note', { exact: true });
  await field.fill('The text of this tab');
  const changed = page.getByRole('status').filter({ hasText: 'Someone changed this note' });
  await expect(changed).toHaveCount(0);

  const other = await context.newPage();
  await other.goto('/acme/');
  await other.getByRole('button', { name: 'Edit note: The text of both' }).click();
  await other.getByLabel('Edit note', { exact: true }).fill('The text of the other tab');
  await other.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(other.getByText('The text of the other tab', { exact: true })).toBeVisible();
  await expect(changed).toContainText('The text of the other tab');
  await expect(field).toHaveValue('The text of this tab');

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  for (const each of [page, other])
    await expect(each.getByText('The text of this tab', { exact: true })).toBeVisible();
  await expect(changed).toHaveCount(0);
});

test('the text of an edit stays when the note is deleted while another page is open', async ({
  page,
  context,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await writeNote(page, 'Deleted meanwhile');
  await page.getByRole('button', { name: 'Edit note: Deleted meanwhile' }).click();
  const field = page.getByLabel('Edit note', { exact: true });
  await field.fill('Written for an hour');
  await switchTo(page, GLOBEX);
  await expectOrganization(page, GLOBEX);

  const other = await context.newPage();
  await other.goto('/acme/');
  await other.getByRole('button', { name: 'Delete note: Deleted meanwhile' }).click();
  await other.getByRole('button', { name: 'Delete note', exact: true }).click();
  await expect(other.getByText('Deleted meanwhile', { exact: true })).toHaveCount(0);

  await page.bringToFront();
  await switchTo(page, ACME);
  await expect(page.getByText('This note was deleted.')).toBeVisible();
  await expect(field).toHaveValue('Written for an hour');
  await page.reload();
  await expect(page.getByText('This note was deleted.')).toBeVisible();
  await expect(field).toHaveValue('Written for an hour');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(field).toHaveCount(0);
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('for an hour');
});
