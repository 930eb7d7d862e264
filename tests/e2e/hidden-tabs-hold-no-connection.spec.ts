import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { FIVE_OF_ADA, type KnownOrganization } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';
import { setVisibility, startHidden } from '../support/visibility.ts';

test.describe.configure({ timeout: 120_000 });

/** Longer than a tab out of sight keeps its stream, ms. */
const LONG = 21_000;

async function expectNotes(page: Page, { name }: KnownOrganization): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Notes' })).toBeVisible();
}

/** Adds a note only by the API. */
function postNote(page: Page, { slug }: KnownOrganization, text: string): Promise<number> {
  return page.evaluate(
    async ([organization, note]) => {
      const headers = { 'Content-Type': 'application/json', 'X-Org-Slug': organization };
      const body = JSON.stringify({ text: note });
      return (await fetch('/api/notes', { method: 'POST', headers, body })).status;
    },
    [slug, text] as const,
  );
}

for (const isBackground of [false, true]) {
  const how = isBackground ? 'opened in the background' : 'put out of sight';
  test(`beside four tabs ${how}, each on its own organization, a fifth one has live notes`, {
    tag: '@long',
  }, async ({ page, context }) => {
    for (const organization of FIVE_OF_ADA) await signIn(page, organization);
    const [seen, ...unseen] = FIVE_OF_ADA;
    for (const organization of unseen) {
      const tab = await context.newPage();
      await tab.clock.install();
      if (isBackground) await startHidden(tab);
      await tab.goto(`/${organization.slug}/`);
      await expectNotes(tab, organization);
      if (!isBackground) await setVisibility(tab, 'hidden');
      await tab.clock.runFor(LONG);
    }
    if (seen === undefined) throw new Error('There is a fifth organization.');
    await page.goto(`/${seen.slug}/`);
    await expectNotes(page, seen);
    const text = `Live beside four others ${Date.now()}`;
    expect(await postNote(page, seen, text)).toBe(201);
    await expect(page.getByText(text)).toBeVisible();
  });
}
