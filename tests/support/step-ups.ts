import type { Page } from '@playwright/test';
import { signIn } from './app.ts';
import type { AuthKitControl } from './authkit-control.ts';
import type { KnownOrganization } from './organizations.ts';

/** How long ago the users of these tests signed in, s: the API asks for a sign-in of the last 300 s. */
const LONG_AGO = 400;

/** Signs in so that the API finds the sign-in too long ago. A later sign-in counts as new. */
export async function signInLongAgo(
  page: Page,
  authKit: AuthKitControl,
  organization: KnownOrganization,
  email?: string,
): Promise<void> {
  await authKit.changeSettings({ clockOffset: -LONG_AGO, accessTokenTtl: 3 * LONG_AGO });
  await signIn(page, organization, email);
  await authKit.changeSettings({ clockOffset: 0 });
}

/** Asks for the deletion of all notes, as the app's button does. */
export async function askToDeleteAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Delete all notes' }).click();
  await page.getByRole('button', { name: 'Delete them all' }).click();
}

/** The dialog that asks the user to sign in again. */
export const stepUpDialog = (page: Page) => page.getByRole('dialog', { name: 'Confirm that it is you' });

/** Clicks on the confirmation. @returns the popup */
export async function confirmInPopup(page: Page): Promise<Page> {
  const [popup] = await Promise.all([
    page.context().waitForEvent('page'),
    stepUpDialog(page).getByRole('button', { name: 'Confirm it is you' }).click(),
  ]);
  return popup;
}

/** Runs in a page: sends a request for an organization. @returns status, code and reason of the response */
export async function send([slug, path, method]: readonly [string, string, string]): Promise<string> {
  const response = await fetch(path, { method, headers: { 'X-Org-Slug': slug } });
  const body: { code?: string; reason?: string } = await response.json().catch(() => ({}));
  return [response.status, body.code, body.reason].filter((part) => part !== undefined).join(' ');
}

/** Sends the deletion without waiting for it. @returns reads the response once it is there */
export function deleteAllNotes(
  page: Page,
  { slug }: KnownOrganization,
): { readonly response: Promise<string> } {
  const response = page.evaluate(send, [slug, '/api/notes', 'DELETE'] as const);
  response.catch(() => {});
  return { response };
}
