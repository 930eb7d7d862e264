import { emailField, heading, submitEmail } from '../support/app.ts';
import { ACME, ADA } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const longAddress = (length: number): string => `/acme/?view=${'v'.repeat(length - '/acme/?view='.length)}`;

for (const [what, address] of [
  ['2,100 characters', `/acme/?view=${'v'.repeat(2_100)}`],
  ['260 percent-encoded CJK characters', `/acme/?view=${encodeURIComponent('日'.repeat(260))}`],
  ['a long fragment', `/acme/settings#${'f'.repeat(3_000)}`],
  ['4,096 characters, the limit', longAddress(4_096)],
] as const) {
  test(`field report 3: an address with ${what} is where the sign-in ends`, async ({ page }) => {
    await page.goto(address);
    await expect(emailField(page)).toBeVisible();
    await submitEmail(page, ADA.email);
    await expect(heading(page, ACME)).toBeVisible();
    await expect(page).toHaveURL(address);
  });
}

for (const [what, address] of [
  ['one character over the limit', longAddress(4_097)],
  ['6,000 characters', `/acme/settings?view=${'v'.repeat(6_000)}`],
  ['1,300 CJK characters, over the limit once encoded', `/acme/?view=${'日'.repeat(1_300)}`],
  ['4,000 backslashes, which a message doubles', `/acme/?view=${'\\'.repeat(4_000)}`],
] as const) {
  test(`field report 3: an address with ${what} signs in and ends at the organization's home`, async ({
    page,
  }) => {
    await page.goto(address);
    await expect(emailField(page)).toBeVisible();
    await submitEmail(page, ADA.email);
    await expect(heading(page, ACME)).toBeVisible();
    await expect(page).toHaveURL('/acme/');
  });
}
