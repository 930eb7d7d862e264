import { signIn, signInButton } from '../support/app.ts';
import { setOffline } from '../support/offline.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

// Long enough to sign in.
test.use({ serverEnvironment: { SESSION_MAX_AGE: '8' } });

/** Less than the interval in which an idle page reads the sessions, ms. */
const SOON = 15_000;

for (const network of ['with a network', 'without a network'])
  test(`an idle page shows the end of a session when its maximum age has passed, ${network}`, {
    tag: '@long',
  }, async ({ page, context }) => {
    await signIn(page, ACME);
    await setOffline(context, network === 'without a network');
    await expect(page.getByRole('heading', { level: 1, name: 'Session ended' })).toBeVisible({
      timeout: SOON,
    });
    await expect(page.getByRole('alert')).toContainText('Your session for Acme has expired.');
    await expect(signInButton(page, ACME)).toBeVisible();
  });
