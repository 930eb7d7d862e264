import { emailField, expectOrganization, submitEmail } from '../support/app.ts';
import { ACME, ADA } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

for (const [what, drop] of [
  ['the request', 'before'],
  ['the reply', 'after'],
] as const) {
  test(`${what} of a code exchange is lost: the code is not sent twice, and the tab gets a new one by itself`, async ({
    page,
    authKit,
  }) => {
    await page.goto('/acme/');
    await expect(emailField(page)).toBeVisible();
    await authKit.addFault({ on: 'code', times: 1, drop });
    await submitEmail(page, ADA.email);
    await expectOrganization(page, ACME);
    const exchanges = (await authKit.log()).filter(({ grant }) => grant === 'authorization_code');
    // A code that comes a second time is an error.
    expect(exchanges.filter(({ outcome }) => outcome === 'error')).toEqual([]);
    expect(exchanges).toHaveLength(2);
  });
}
