import { ACME } from '../../../support/organizations.ts';
import { sendEverywhere, WAYS } from '../../../support/send-everywhere.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';

test.use({ weakness: 'policy' });

/** What makes the test of the policy one that can fail. */
test('without the policy the same attempts arrive', async ({ tabs, evil }) => {
  await tabs.signIn(ACME);
  await tabs.evaluate(sendEverywhere, evil.origin);
  for (const way of WAYS)
    await expect.poll(() => evil.paths.join(), `by ${way}`).toContain(`/by-${way}?stolen=canary`);
});
