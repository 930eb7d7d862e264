// How long an organization's data stays visible after WorkOS has sent the webhook of a deactivated membership, in the
// slowest tab, with 20 tabs on 4 organizations.
import { control, median, row } from './lab.mjs';
import { openTabs, watchNotes } from './tabs.mjs';

/** The documented limit, ms. */
const PROMISE = 2_000;
/** The worker leaves hints only a part of AuthKit's rate limit, which is counted over this time, ms. */
const RATE_WINDOW = 61_000;
const MEMBER = { user: 'user_ada', organization: 'org_acme' };

/** @param {import('./lab.mjs').Lab} lab */
export async function measureRevocations(lab, /** @type {number} */ count) {
  const context = await lab.browser.newContext();
  const { own } = await openTabs(context, lab);
  await control(lab, 'settings', { webhookUrl: `${lab.app}/api/webhooks/workos` });

  const times = [];
  for (let round = 0; round < count; round += 1) {
    // The sign-ins before used the limit too.
    await own[0].waitForTimeout(RATE_WINDOW);
    const whenGone = await watchNotes(own);
    const sentAt = Date.now();
    await control(lab, 'memberships', { ...MEMBER, status: 'inactive' });
    times.push((await whenGone()) - sentAt);
    await control(lab, 'memberships', { ...MEMBER, status: 'active' });
    // Unless a tab has already opened the organization again by itself.
    const signInButton = own[0].getByRole('button', { name: 'Sign in to Acme', exact: true });
    signInButton.click().catch(() => {});
    for (const page of own) await page.locator('.notes').waitFor();
  }
  await context.close();
  await control(lab, 'reset', {});
  return [
    row(
      'Webhook to the last of 5 tabs showing nothing, 20 tabs open',
      median(times),
      'ms',
      'promised',
      PROMISE,
    ),
  ];
}
