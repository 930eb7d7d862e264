import { expect, type Page } from '@playwright/test';
import type { AuthKitControl } from '../../dev/testing/authkit-control.ts';
import { emailField, submitEmail } from './app.ts';

/** The address of the account that {@link signUp} creates. */
export const EMAIL = 'new@example.com';

/** An organization that a test creates in the app. */
export interface Created {
  readonly name: string;
  readonly slug: string;
}

/** Who the API takes a plain call of the page for, or the error. */
export function callerOf(page: Page, headers: Record<string, string> = {}): Promise<string> {
  return page.evaluate(
    async (init) => {
      const response = await fetch('/api/me', init);
      const body: {
        code?: string;
        user?: { email: string };
        organization?: { slug: string } | null;
      } = await response.json();
      return body.code ?? `${body.user?.email} in ${body.organization?.slug ?? 'none'}`;
    },
    { headers },
  );
}

/** The heading of the start page of a user who belongs to no organization. */
export const noOrganization = (page: Page) =>
  page.getByRole('heading', { level: 1, name: 'Create your first organization' });

/** Creates an account at AuthKit, from the start page of the app and back. */
export async function signUp(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Create an account', exact: true }).click();
  await expect(emailField(page)).toBeVisible();
  await submitEmail(page, EMAIL);
  await expect(page).toHaveURL('/');
  await expect(noOrganization(page)).toBeVisible();
  await expect(page.getByRole('main')).toContainText(`signed in as ${EMAIL}`);
}

/** Creates an organization on the start page, and waits until it is open. */
export async function create(page: Page, { name, slug }: Created): Promise<void> {
  await page.getByLabel('Organization name').fill(name);
  await page.getByRole('button', { name: 'Create organization', exact: true }).click();
  await expect(page).toHaveURL(`/${slug}/`);
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
}

/** The entry of an organization on the start page. */
export const listed = (page: Page, { name }: Created) =>
  page.getByRole('main').getByRole('link', { name: new RegExp(`^${name}`) });

/** How often a page was sent to AuthKit's sign-in. */
export async function authorizations(authKit: AuthKitControl): Promise<number> {
  return (await authKit.log()).filter(({ kind }) => kind === 'authorize').length;
}
