import { expectOrganization, signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { openPrerendered, startPrerendered } from '../support/prerendered.ts';
import { expect, test } from '../support/test.ts';

test('a page that was prerendered a minute ago starts when the user opens it', async ({ page }) => {
  await signIn(page, ACME);
  await page.clock.install();
  await startPrerendered(page);
  await page.goto('/acme/');
  await expect(page.getByText('Opening your keyring')).toBeAttached();
  for (let third = 0; third < 3; third += 1) await page.clock.fastForward('00:20');
  await openPrerendered(page);
  await expectOrganization(page, ACME);
});
