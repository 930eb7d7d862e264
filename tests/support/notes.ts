import { expect, type Page } from '@playwright/test';
import type { KnownOrganization } from './organizations.ts';
import type { Scripted } from './scripted.ts';

/** The texts of an organization's notes as the API lists them, oldest first. */
export function noteTexts(page: Page, { slug }: KnownOrganization): Promise<string[]> {
  return page.evaluate(async (organization) => {
    const response = await fetch('/api/notes', { headers: { 'X-Org-Slug': organization } });
    const notes: { text: string }[] = await response.json();
    return notes.map(({ text }) => text);
  }, slug);
}

/** Writes a note as a user does, and waits until the page has accepted it. */
export async function writeNote(page: Page, text: string): Promise<void> {
  await page.getByLabel('New note').fill(text);
  await page.getByRole('button', { name: 'Add note' }).click();
  await expect(page.getByLabel('New note')).toHaveValue('');
  await expect(page.getByText(text, { exact: true })).toBeVisible();
}

/**
 * Writes many notes in the form of the page, as fast as the page takes them. Each is typed and submitted by itself, and
 * the next one follows when the page has emptied the field and shows the note.
 */
export function writeNotes(page: Page, texts: readonly string[]): Promise<void> {
  return page.evaluate(async (all) => {
    const label = [...document.querySelectorAll('label')].find(
      ({ textContent }) => textContent === 'New note',
    );
    const field = label?.control;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement))
      throw new Error('The page has no field for a note.');
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    const isTaken = (text: string): boolean =>
      field.value === '' && document.querySelector('main')?.textContent?.includes(text) === true;
    for (const text of all) {
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      field.form?.requestSubmit();
      const deadline = Date.now() + 10_000;
      while (!isTaken(text)) {
        if (Date.now() > deadline) throw new Error(`The page has not taken "${text}".`);
        await frame();
      }
    }
  }, texts);
}

/** The notes that the page shows as unsent. */
export function waitingNotes(page: Page) {
  return page.getByRole('listitem').filter({ hasText: 'Waiting to be sent' });
}

/** The names of the caches with user data. */
export function privateCaches(page: Page): Promise<string[]> {
  return page.evaluate(async () =>
    (await caches.keys()).filter((name) => name.startsWith('keyring:')).sort(),
  );
}

/**
 * Waits until the notes that a page shows are in its private cache: it writes them after it has shown them.
 *
 * @param text of a note that has to be among them
 */
export async function expectNotesCached(
  page: Scripted,
  { id }: { readonly id: string },
  text = '',
): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(async (organizationId) => {
        const names = (await caches.keys()).filter((name) =>
          name.startsWith(`keyring:kept:${organizationId}:`),
        );
        const entries = await Promise.all(names.map(async (name) => (await caches.open(name)).matchAll()));
        return Promise.all(entries.flat().map((entry) => entry.text()));
      }, id),
    )
    .toContainEqual(expect.stringContaining(text));
}
