import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { writeNote } from '../support/notes.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { translatePage } from '../support/translator.ts';

const switcherButton = (page: Page) => page.getByRole('button', { name: 'Switch organization' });

for (const kind of ['replaces', 'wraps'] as const) {
  test(`a translation that ${kind} the text shows the next organization and changed notes`, async ({
    page,
    context,
  }) => {
    await signIn(page, ACME);
    await signIn(page, GLOBEX);
    await writeNote(page, `The first version ${kind}`);
    await translatePage(page, kind);
    await expect(switcherButton(page)).toContainText('«Globex»');

    const other = await context.newPage();
    await signIn(other, GLOBEX);
    await other.getByRole('button', { name: `Edit note: The first version ${kind}` }).click();
    await other.getByLabel('Edit note', { exact: true }).fill(`The second version ${kind}`);
    await other.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText(`«The second version ${kind}»`, { exact: true })).toBeVisible();
    await expect(page.getByText(`The first version ${kind}`)).toHaveCount(0);

    await switcherButton(page).click();
    await page.getByRole('menuitem', { name: /^Acme\b/ }).click();
    await expect(page.getByText(`«Acme»`, { exact: true }).first()).toBeVisible();
    await expect(switcherButton(page)).toContainText('«Acme»');
    await expect(page.getByText('Globex')).toHaveCount(0);

    await other.goto('/sessions');
    await other.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('«You are signed out»');
    await expect(page.getByText('Rocket skates')).toHaveCount(0);
  });
}

test('a translation that the user takes back shows the original, and then what is current', async ({
  page,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const name = switcherButton(page).getByText('Acme', { exact: true });
  // As "Show original" of Chrome does, after a moment.
  await name.evaluate(async (element) => {
    const [text] = element.childNodes;
    const translation = Object.assign(document.createElement('font'), { textContent: 'ACME AG' });
    text?.replaceWith(translation);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    if (text !== undefined) translation.replaceWith(text);
  });
  await expect(name).toHaveText('Acme');
  await switcherButton(page).click();
  await page.getByRole('menuitem', { name: /^Globex\b/ }).click();
  await expect(switcherButton(page)).toContainText('Globex');
});
