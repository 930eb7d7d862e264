import { signIn } from '../support/app.ts';
import { expect, test } from '../support/hostile-test.ts';
import { ACME } from '../support/organizations.ts';
import { sendEverywhere, WAYS } from '../support/send-everywhere.ts';

test.use({ weakness: 'policy' });

test('without the policy, what a page sends to another origin arrives', async ({ page, evil }) => {
  await signIn(page, ACME);
  await page.evaluate(sendEverywhere, evil.origin);
  for (const way of WAYS)
    await expect.poll(() => evil.paths.join(), `by ${way}`).toContain(`/by-${way}?stolen=canary`);
});
