import type { Page } from '@playwright/test';
import { anotherAccount, emailField, expectVisible, submitEmail } from './app.ts';
import { park } from './light-tabs.ts';
import { ACME, ADA, GLOBEX, GRACE, INITECH, UMBRELLA } from './organizations.ts';

/** Enough of an organization to open it and to recognize its responses. */
export interface Team {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** `org-05` to `org-12`: Ada is a member, and none asks for more. */
export const NUMBERED: readonly Team[] = ['05', '06', '07', '08', '09', '10', '11', '12'].map((number) => ({
  id: `org_${number}`,
  slug: `org-${number}`,
  name: `Org ${number}`,
}));
/** The organizations that Ada enters without an extra step. */
export const TEN: readonly Team[] = [ACME, GLOBEX, ...NUMBERED];
export const EIGHT: readonly Team[] = TEN.slice(0, 8);
export const TWELVE: readonly Team[] = [...TEN, INITECH, UMBRELLA];

/** Signs in to each of these organizations, one after the other, and leaves the app. */
export async function signInToAll(page: Page, teams: readonly Team[]): Promise<void> {
  for (const team of teams) {
    await page.goto(`/${team.slug}/`);
    const title = page.getByRole('heading', { level: 1, name: team.name, exact: true });
    const singleSignOn = page.getByRole('button', { name: 'Continue with SSO' });
    await expectVisible(title.or(emailField(page)).or(singleSignOn).or(anotherAccount(page)).first());
    if (await emailField(page).isVisible()) await submitEmail(page, ADA.email);
    else if (await singleSignOn.isVisible()) await singleSignOn.click();
    else if (await anotherAccount(page).isVisible()) {
      await anotherAccount(page).click();
      await submitEmail(page, GRACE.email);
    }
    await expectVisible(title);
  }
  await park(page);
}
