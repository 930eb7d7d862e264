import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import { ACME, ADA, GLOBEX, INITECH, type KnownOrganization, ORG_05, UMBRELLA } from './organizations.ts';

/** Polling intervals, ms. Playwright's own grow to 500 ms, longer than most screens take. */
const SHORT_INTERVALS = [20, 30, 50, 50, 100];

/** Like `expect(locator).toBeVisible()`, with shorter polling intervals. */
export async function expectVisible(locator: Locator): Promise<void> {
  const isVisible = () => locator.isVisible();
  await expect.poll(isVisible, { intervals: SHORT_INTERVALS, message: `${locator} is visible` }).toBe(true);
}

/** The organization's name as the page's heading, shown only while its session is active. */
export function heading(page: Page, { name }: KnownOrganization): Locator {
  return page.getByRole('heading', { level: 1, name, exact: true });
}

/** The hosted page that asks for an email address. */
export function emailField(page: Page): Locator {
  return page.getByLabel('Email', { exact: true });
}

/** Fills the hosted sign-in page. */
export async function submitEmail(page: Page, email: string): Promise<void> {
  const field = emailField(page);
  // AuthKit may have filled the field already. Playwright would append the text in Firefox.
  if ((await field.inputValue()) !== '')
    await field.evaluate((element) => {
      (element as HTMLInputElement).value = '';
    });
  await field.fill(email);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
}

/** Where an organization is refused to the account: a button of the app, or a link of AuthKit. */
export function anotherAccount(page: Page): Locator {
  const name = 'Use another account';
  return page.getByRole('button', { name }).or(page.getByRole('link', { name }));
}

/**
 * Opens an organization's URL and signs in where AuthKit asks, with another account where the organization is refused to
 * that of this device.
 *
 * @param home the organization's path, if the app's configuration is not the usual one
 */
export async function signIn(
  page: Page,
  organization: KnownOrganization,
  email: string = ADA.email,
  home = `/${organization.slug}/`,
): Promise<void> {
  await page.goto(home);
  await expectVisible(heading(page, organization).or(emailField(page)).or(anotherAccount(page)).first());
  if (await emailField(page).isVisible()) await submitEmail(page, email);
  else if (await anotherAccount(page).isVisible()) {
    await anotherAccount(page).click();
    await submitEmail(page, email);
  }
  await expectOrganization(page, organization, home);
}

/** Checks that heading, URL, title and notes belong to this organization and not to another. */
export async function expectOrganization(
  page: Page,
  organization: KnownOrganization,
  home = `/${organization.slug}/`,
): Promise<void> {
  const { id, name, slug, note } = organization;
  const others = [ACME, GLOBEX, INITECH, UMBRELLA, ORG_05].filter((other) => other.id !== id);
  await expect
    .poll(() => readScreen(page, [organization, ...others]), {
      intervals: SHORT_INTERVALS,
      message: `${name} is open`,
    })
    .toEqual({
      path: home,
      heading: name,
      title: expect.stringMatching(new RegExp(`^${name}\\b`)),
      notesOf: note === '' ? [] : [slug],
    });
}

/** The state of a page, read at one moment. */
async function readScreen(page: Page, organizations: readonly KnownOrganization[]): Promise<unknown> {
  const read = page.evaluate((known) => {
    const heading = document.querySelector('h1');
    const text = document.querySelector('main')?.textContent ?? '';
    return {
      path: location.pathname + location.search + location.hash,
      heading: heading?.checkVisibility() === true ? heading.textContent : null,
      title: document.title,
      notesOf: known.filter(({ note }) => note !== '' && text.includes(note)).map(({ slug }) => slug),
    };
  }, organizations);
  // A navigation aborts an evaluation in the previous document.
  return read.catch((error: unknown) => String(error));
}

/** Deletes the browser session at AuthKit. The device cookie stays, because the sealed vault needs it. */
export function leaveAuthKit(context: BrowserContext): Promise<void> {
  return context.clearCookies({ domain: '127.0.0.1' });
}

/**
 * Signs out of everything on the sessions page, and waits until AuthKit's logout has sent the browser back. The URL does
 * not tell that: the app shows its home already while the browser leaves for AuthKit.
 */
export async function signOutEverywhere(page: Page): Promise<void> {
  const back = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await back;
}

/** Writes a note as a user does. */
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

/** Follows a link in the page, which the router handles like a link in a note. */
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
