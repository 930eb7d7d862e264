import type { Page } from '@playwright/test';
import { openSwitcher, signIn } from '../support/app.ts';
import { waitingNotes, writeNote } from '../support/notes.ts';
import { setOffline } from '../support/offline.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

// A server of its own: a note of another file would be deleted here.
test.use({ serverEnvironment: { STATE: 'memory' } });

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const status = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text });

/** Collects each status that is added together with its text. Screen readers such as NVDA do not read it out. */
async function collectUnread(page: Page): Promise<() => Promise<readonly string[]>> {
  const unread = await page.evaluateHandle(() => {
    const texts: string[] = [];
    new MutationObserver((records) => {
      for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
        if (!(node instanceof Element)) continue;
        for (const element of [node, ...node.querySelectorAll('*')])
          if (element.role === 'status' && element.textContent.trim() !== '') texts.push(element.textContent);
      }
    }).observe(document.body, { childList: true, subtree: true });
    return texts;
  });
  return () => unread.evaluate((texts) => [...texts]);
}

test('a status is in the page before its text', async ({ page, context }) => {
  await signIn(page, ACME);
  await writeNote(page, 'Stays');
  const unread = await collectUnread(page);

  await openSwitcher(page);
  await page.getByLabel('Filter organizations').fill('none has this name');
  await expect(status(page, 'No organization has this name.')).toBeVisible();
  await page.keyboard.press('Escape');

  await setOffline(context, true);
  await expect(status(page, /^Offline\. Showing notes from/)).toBeVisible();
  await button(page, 'Delete note: Stays').click();
  await button(page, 'Delete note').click();
  await expect(status(page, 'You are offline. Nothing is lost.')).toBeVisible();
  await page.getByRole('link', { name: 'Settings' }).click();
  await button(page, 'Export notes').click();
  await expect(status(page, 'You are offline. Nothing is lost.')).toBeVisible();
  expect(await unread()).toEqual([]);
});

test('the button that gets the focus says what it asks for', async ({ page, context }) => {
  await signIn(page, ACME);
  await button(page, 'Delete all notes').click();
  await expect(button(page, 'Delete them all')).toHaveAccessibleDescription(
    'Delete all notes of Acme for all members?',
  );
  await button(page, 'Keep the notes').click();
  await setOffline(context, true);
  await page.getByLabel('New note').fill('Waits');
  await button(page, 'Add note').click();
  await expect(waitingNotes(page)).toHaveCount(1);

  await page.getByRole('link', { name: 'Settings' }).click();
  await button(page, 'Leave Acme').click();
  await expect(button(page, 'Stay a member')).toHaveAccessibleDescription(/^You lose access to Acme/);
  await button(page, 'Sign out of Acme').click();
  await expect(button(page, 'Stay signed in')).toHaveAccessibleDescription(
    '1 note was not sent yet and would be lost.',
  );
});
