import { expectOrganization, signIn, switcherEntry } from '../support/app.ts';
import { writeNote } from '../support/notes.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('Ctrl K opens the switcher, letters find an organization, Enter goes there', { tag: '@long' }, async ({
  page,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);

  await page.keyboard.press('Control+k');
  await expect(switcherEntry(page, GLOBEX)).toBeVisible();
  await expect(switcherEntry(page, GLOBEX)).toHaveAccessibleName(/signed in/);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Switch organization' })).toBeFocused();

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('menuitem')).toHaveCount(11);
  await page.keyboard.type('glob');
  await expect(page.getByRole('menuitem')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expectOrganization(page, GLOBEX);
});

test('Ctrl K shows the switcher also where the page is scrolled down', async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 420 });
  await signIn(page, ACME);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await expect(page.getByRole('button', { name: 'Switch organization' })).not.toBeInViewport();
  await page.keyboard.press('Control+k');
  await expect(page.getByLabel('Filter organizations')).toBeInViewport({ ratio: 1 });
});

test('each organization of the switcher is visible in a window that is zoomed to 400 %', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  await signIn(page, ACME);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('menuitem')).toHaveCount(11);
  for (const item of (await page.getByRole('menuitem').all()).slice(0, 3)) {
    await page.keyboard.press('ArrowDown');
    await expect(item).toBeFocused();
    await expect(item).toBeInViewport({ ratio: 0.95 });
  }
  await page.keyboard.press('End');
  await expect(page.getByRole('menuitem').last()).toBeInViewport({ ratio: 0.95 });
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('link', { name: 'All organizations' }).last()).toBeInViewport({ ratio: 0.95 });
});

test('Enter goes nowhere while no organization has the name that is typed', async ({ page }) => {
  await signIn(page, ACME);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('menuitem')).toHaveCount(11);
  await page.keyboard.type('no such name');
  await expect(page.getByText('No organization has this name.')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Filter organizations')).toBeFocused();
  await expectOrganization(page, ACME);
});

test('the switcher closes when the page changes below it', async ({ page }) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page).toHaveURL('/acme/settings');
  for (const leave of [() => page.goBack(), () => page.keyboard.press('Control+2')]) {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('menu')).toBeVisible();
    await leave();
    await expect(page.getByRole('menu')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Switch organization' })).toBeFocused();
  }
  await expectOrganization(page, GLOBEX);
});

for (const key of ['Escape', 'Control+k'])
  test(`${key} closes the switcher and leads back to the text that the user writes`, async ({ page }) => {
    await signIn(page, ACME);
    const text = page.getByLabel('New note');
    await text.fill('Half a ');
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('menu')).toBeVisible();
    await expect(text).not.toBeFocused();
    await page.keyboard.press(key);
    await expect(page.getByRole('menu')).toHaveCount(0);
    await expect(text).toBeFocused();
    await page.keyboard.type('sentence');
    await expect(text).toHaveValue('Half a sentence');
  });

test('the keys of an input method neither choose an organization nor discard an edit', async ({ page }) => {
  await signIn(page, ACME);
  const input = await page.context().newCDPSession(page);
  const compose = (text: string) =>
    input.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await writeNote(page, 'A note with ideographs');
  await page.getByRole('button', { name: 'Edit note: A note with ideographs' }).click();
  const edit = page.getByLabel('Edit note', { exact: true });
  await expect(edit).toBeFocused();
  await compose('にほん');
  await page.keyboard.press('Escape');
  await expect(edit).toBeVisible();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('menuitem')).toHaveCount(11);
  await compose('glob');
  await expect(page.getByRole('menuitem')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(switcherEntry(page, GLOBEX)).toBeVisible();
  await expectOrganization(page, ACME);
});
