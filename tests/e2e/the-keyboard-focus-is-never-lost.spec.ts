import type { Page } from '@playwright/test';
import { heading, openSwitcher, signIn, signInButton, signOutEverywhere } from '../support/app.ts';
import { expectFocusInDocument } from '../support/focus.ts';
import { noteTexts, writeNote } from '../support/notes.ts';
import { freeze } from '../support/offline.ts';
import { ACME, ADA, GLOBEX } from '../support/organizations.ts';
import { confirmInPopup, signInLongAgo, stepUpDialog } from '../support/step-ups.ts';
import { expect, test } from '../support/test.ts';
import { ask } from '../support/worker-messages.ts';

// A server of its own: other files look for the notes that are deleted here.
test.use({ serverEnvironment: { STATE: 'memory' } });

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Presses a button as a user of the keyboard does. */
async function press(page: Page, name: string): Promise<void> {
  await button(page, name).focus();
  await page.keyboard.press('Enter');
}

test('the focus stays at a button while it works, and goes back to the button that asked for a confirmation', async ({
  page,
}) => {
  await signIn(page, ACME);
  await page.getByLabel('New note').fill('Added by a button');
  await press(page, 'Add note');
  await expect(page.getByText('Added by a button', { exact: true })).toBeVisible();
  await expect(button(page, 'Add note')).toBeFocused();
  // It is not pressed again without a text.
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Not added' })).toHaveCount(0);

  await press(page, 'Delete all notes');
  await press(page, 'Keep the notes');
  await expect(button(page, 'Delete all notes')).toBeFocused();

  await page.goto('/acme/settings');
  await press(page, 'Leave Acme');
  await expect(button(page, 'Stay a member')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(button(page, 'Leave Acme')).toBeFocused();
  await press(page, 'Export notes');
  await expect(button(page, 'Export notes')).toBeEnabled();
  await expectFocusInDocument(button(page, 'Export notes'));
});

test('where the control with the focus goes, the focus moves to what takes its place', async ({ page }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await writeNote(page, 'The older one');
  await writeNote(page, 'The newer one');
  await press(page, 'Delete note: The newer one');
  await expect(button(page, 'Delete note')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listitem').filter({ hasText: 'The older one' })).toBeFocused();

  await page.goto('/sessions');
  await press(page, 'Sign out of Acme');
  await expect(page.getByRole('row').filter({ hasText: 'Globex' })).toBeFocused();
  await press(page, 'Sign out of Globex');
  await expect(page.getByRole('main')).toBeFocused();
});

test('after the edit of a note that was deleted meanwhile, the focus moves to the next note', async ({
  page,
  context,
}) => {
  await signIn(page, ACME);
  await writeNote(page, 'The next one');
  await writeNote(page, 'Deleted meanwhile');
  await press(page, 'Edit note: Deleted meanwhile');
  await page.getByLabel('Edit note', { exact: true }).fill('Changed');
  const other = await context.newPage();
  await other.goto('/acme/');
  await press(other, 'Delete note: Deleted meanwhile');
  await press(other, 'Delete note');
  await page.bringToFront();
  await expect(page.getByText('This note was deleted.')).toBeVisible();
  await press(page, 'Cancel');
  await expect(page.getByRole('listitem').filter({ hasText: 'The next one' })).toBeFocused();
});

for (const place of ['switcher', 'link']) {
  test(`after a sign-out everywhere in another tab the focus goes from the ${place} in the bar to the content`, async ({
    page,
    context,
  }) => {
    await signIn(page, ACME);
    const other = await context.newPage();
    await other.goto('/sessions');
    await page.bringToFront();
    if (place === 'switcher') await openSwitcher(page);
    else await page.getByRole('navigation', { name: 'Device' }).getByRole('link').focus();
    await signOutEverywhere(other);
    await expect(signInButton(page, ACME)).toBeVisible();
    await expectFocusInDocument(page.getByRole('main'));
  });
}

test('a page that opens from a link in the page gets the focus', async ({ page }) => {
  await signIn(page, GLOBEX);
  await page.goto('/');
  await page
    .getByRole('main')
    .getByRole('link', { name: /^Globex\b/ })
    .focus();
  await page.keyboard.press('Enter');
  await expect(heading(page, GLOBEX)).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
});

test('a save that ends late takes neither the focus nor what was typed meanwhile, and cannot be cancelled', async ({
  page,
  server,
}) => {
  await signIn(page, ACME);
  await writeNote(page, 'Before a late save');
  await button(page, 'Edit note: Before a late save').click();
  const edit = page.getByLabel('Edit note', { exact: true });
  await edit.fill('Saved');
  const resume = freeze(server);
  try {
    await button(page, 'Save').click();
    // A change that the API may have made already is not called off.
    await expect(button(page, 'Cancel')).toBeDisabled();
    await edit.fill('Saved, and typed on');
    await page.getByLabel('New note').click();
    await page.keyboard.type('A new');
  } finally {
    resume();
  }
  await expect.poll(() => noteTexts(page, ACME)).toContain('Saved');
  await expect(button(page, 'Cancel')).toBeEnabled();
  await expect(edit).toHaveValue('Saved, and typed on');
  await button(page, 'Save').click();
  await page.getByLabel('New note').click();
  await expect(edit).toHaveCount(0);
  await page.keyboard.type(' one');
  await expect(page.getByLabel('New note')).toHaveValue('A new one');
});

test('after a new sign-in for the deletion of all notes the focus is back at its button', async ({
  page,
  authKit,
}) => {
  await signInLongAgo(page, authKit, ACME);
  await press(page, 'Delete all notes');
  await press(page, 'Delete them all');
  await expect(stepUpDialog(page)).toBeVisible();
  // The switcher cannot be used behind a modal dialog.
  for (const key of ['Control+k', 'Control+2']) await page.keyboard.press(key);
  await expect(page.getByRole('menu', { includeHidden: true })).toHaveCount(0);
  await expect(page).toHaveURL('/acme/');
  await page.keyboard.press('Escape');
  await expect(button(page, 'Delete them all')).toBeEnabled();
  await expect(button(page, 'Delete them all')).toBeFocused();
  await page.keyboard.press('Enter');
  const popup = await confirmInPopup(page);
  await expect.poll(() => popup.isClosed()).toBe(true);
  await expect(button(page, 'Delete all notes')).toBeFocused();
});

test('a token refresh leaves the focus at the button that ends an impersonation', async ({
  page,
  authKit,
}) => {
  const link = await authKit.impersonate({
    user: ADA.id,
    organization: ACME.id,
    reason: 'A ticket',
    impersonator: 'support@example.com',
  });
  await page.goto(link);
  await expect(page.getByRole('region', { name: 'Impersonation' })).toBeVisible();
  await page.goto('/acme/settings');
  await button(page, 'End impersonation').focus();
  await ask(page, 'refresh-session', { organizationSlug: ACME.slug });
  expect(await authKit.refreshes(ACME.id)).toHaveLength(1);
  // The page has the new session by then.
  await ask(page, 'refresh-session', { organizationSlug: ACME.slug });
  await expect(button(page, 'End impersonation')).toBeFocused();
});
