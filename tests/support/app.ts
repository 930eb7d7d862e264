import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import { ACME, ADA, GLOBEX, INITECH, type KnownOrganization, ORG_05, UMBRELLA } from './organizations.ts';

/** The organization's name as the page's heading: there only while its session is active. */
export function heading(page: Page, { name }: KnownOrganization): Locator {
  return page.getByRole('heading', { level: 1, name, exact: true });
}

/** The hosted page that asks who somebody is. */
export function emailField(page: Page): Locator {
  return page.getByLabel('Email', { exact: true });
}

/** Fills the hosted sign-in page. */
export async function submitEmail(page: Page, email: string): Promise<void> {
  // AuthKit may have filled it in; in a window of its own Firefox would type the same behind it.
  if ((await emailField(page).inputValue()) !== email) await emailField(page).fill(email);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
}

/** Opens an organization's URL and signs in where AuthKit asks. */
export async function signIn(
  page: Page,
  organization: KnownOrganization,
  email: string = ADA.email,
): Promise<void> {
  await page.goto(`/${organization.slug}/`);
  await expect(heading(page, organization).or(emailField(page))).toBeVisible();
  if (await emailField(page).isVisible()) await submitEmail(page, email);
  await expectOrganization(page, organization);
}

/** Everything that a person sees is of this organization, and nothing of another: heading, address, title, notes. */
export async function expectOrganization(page: Page, organization: KnownOrganization): Promise<void> {
  await expect(heading(page, organization)).toBeVisible();
  await expect(page).toHaveURL(`/${organization.slug}/`);
  await expect(page).toHaveTitle(new RegExp(`^${organization.name}\\b`));
  await expect(page.getByRole('main')).toContainText(organization.note);
  const foreign = [ACME, GLOBEX, INITECH, UMBRELLA, ORG_05].filter(({ id }) => id !== organization.id);
  await expect(page.getByRole('main')).not.toContainText(
    new RegExp(foreign.map(({ note }) => note).join('|')),
  );
}

/** AuthKit forgets who is signed in there. The cookie of this device stays: without it the sealed vault does not open. */
export function leaveAuthKit(context: BrowserContext): Promise<void> {
  return context.clearCookies({ domain: '127.0.0.1' });
}

/** Writes a note as a person does. */
export async function addNote(page: Page, text: string): Promise<void> {
  await page.getByLabel('New note').fill(text);
  await page.getByRole('button', { name: 'Add note' }).click();
}

export async function openSwitcher(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Switch organization' }).click();
}

/** The entry of an organization in the open switcher. */
export function switcherEntry(page: Page, { name }: KnownOrganization): Locator {
  return page.getByRole('menuitem', { name: new RegExp(`^${name}\\b`) });
}

/** Follows a link in the page, as one that stood in a note would be: the router takes it over. */
export async function followLink(page: Page, path: string): Promise<void> {
  await page.evaluate((href) => {
    const link = Object.assign(document.createElement('a'), { href });
    document.body.append(link);
    link.click();
    link.remove();
  }, path);
}

/** The button of a page or an alert that leads to an organization's sign-in. */
export function signInButton(page: Page, { name }: KnownOrganization): Locator {
  return page.getByRole('button', { name: `Sign in to ${name}`, exact: true });
}

/** Goes to another organization by the menu. */
export async function switchTo(page: Page, organization: KnownOrganization): Promise<void> {
  await openSwitcher(page);
  await switcherEntry(page, organization).click();
}
