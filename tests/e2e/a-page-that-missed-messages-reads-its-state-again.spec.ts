import type { BrowserContext, Page } from '@playwright/test';
import { expectOrganization, signIn, signInButton } from '../support/app.ts';
import { missMessages, prepareToMissMessages } from '../support/missed-messages.ts';
import { ACME } from '../support/organizations.ts';
import { recordShownText, shownTexts } from '../support/shown-text.ts';
import { expect, test } from '../support/test.ts';
import { setVisibility } from '../support/visibility.ts';

test.beforeEach(async ({ page }) => {
  await prepareToMissMessages(page);
  await signIn(page, ACME);
});

/** Signs out of everything in another tab, while `page` misses what the worker says of it. */
async function signOutElsewhere(page: Page): Promise<void> {
  await missMessages(page);
  await signOutInAnotherTab(page.context());
}

async function signOutInAnotherTab(context: BrowserContext): Promise<void> {
  const other = await context.newPage();
  await other.goto('/sessions');
  await other.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(other.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await other.close();
}

async function expectSignedOut(page: Page): Promise<void> {
  await expect(signInButton(page, ACME)).toBeVisible();
  await expect(page.getByText(ACME.note)).toHaveCount(0);
}

test('field report 12: a page that becomes visible shows a sign-out that it was not told of, and no note before', async ({
  page,
}) => {
  await setVisibility(page, 'hidden');
  await signOutElsewhere(page);
  await recordShownText(page);
  await setVisibility(page, 'visible');
  await expectSignedOut(page);
  const shown = await shownTexts(page);
  expect(shown.filter((text) => text.includes(ACME.note)).slice(1)).toEqual([]);
});

const EVENTS = {
  'gets the focus': () => dispatchEvent(new Event('focus')),
  'is resumed after it was frozen': () => document.dispatchEvent(new Event('resume')),
  'gets another controller': () => navigator.serviceWorker.dispatchEvent(new Event('controllerchange')),
  'comes back from the back/forward cache': () =>
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
};

for (const [name, event] of Object.entries(EVENTS)) {
  test(`field report 12: a page that ${name} shows a sign-out that it was not told of`, async ({ page }) => {
    await signOutElsewhere(page);
    await page.evaluate(event);
    await expectSignedOut(page);
  });
}

test('field report 12: a page that is frozen hides its notes before, and shows the sign-out when it is resumed', async ({
  page,
}) => {
  await page.evaluate(() => document.dispatchEvent(new Event('freeze')));
  await expect(page.getByText(ACME.note)).toBeHidden();
  await signOutElsewhere(page);
  await page.evaluate(() => document.dispatchEvent(new Event('resume')));
  await expectSignedOut(page);
});

test('field report 12: a page of a device that slept, which no event tells, shows the sign-out when it runs again', async ({
  page,
}) => {
  await page.clock.install();
  await page.reload();
  await expectOrganization(page, ACME);
  await signOutElsewhere(page);
  await page.clock.fastForward('05:00');
  await expectSignedOut(page);
});

test('field report 12: a request that the worker refuses with authorization_required shows the sign-out', async ({
  page,
}) => {
  await signOutElsewhere(page);
  await page.getByLabel('New note').fill('Never sent');
  await page.getByRole('button', { name: 'Add note' }).click();
  await expectSignedOut(page);
});

test('field report 12: reading an unchanged state does not change the page, its field or its focus', async ({
  page,
}) => {
  const field = page.getByLabel('New note');
  await field.fill('Half a sentence');
  await setVisibility(page, 'hidden');
  await setVisibility(page, 'visible');
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await expectOrganization(page, ACME);
  await expect(field).toHaveValue('Half a sentence');
  await expect(field).toBeFocused();
});
