// How long an organization's data stays visible after its sign-out in the slowest tab, with 20 tabs on 4 organizations.
import { median, row } from './lab.mjs';
import { openTabs, watchNotes } from './tabs.mjs';

/** The documented limit, ms. */
const PROMISE = 250;

/** @param {import('./lab.mjs').Lab} lab */
export async function measureSignOuts(lab, /** @type {number} */ count) {
  const context = await lab.browser.newContext();
  const { opener, own } = await openTabs(context, lab);

  const times = [];
  for (let round = 0; round < count; round += 1) {
    await opener.goto(`${lab.app}/acme/settings`);
    times.push(await timeSignOut(opener, own));
    await opener.getByRole('button', { name: 'Sign in to Acme', exact: true }).click();
    for (const page of own) await page.locator('.notes').waitFor();
  }
  await context.close();
  return [
    row(
      'Sign-out to the last of 5 tabs showing nothing, 20 tabs open',
      median(times),
      'ms',
      'promised',
      PROMISE,
    ),
  ];
}

/** Time from the click until the slowest tab has removed its notes, ms, on the clock that all tabs share. */
async function timeSignOut(
  /** @type {import('playwright').Page} */ opener,
  /** @type {import('playwright').Page[]} */ own,
) {
  const whenGone = await watchNotes(own);
  const button = opener.getByRole('button', { name: 'Sign out of Acme', exact: true });
  const clickedAt = await button.evaluate((element) => {
    const at = performance.timeOrigin + performance.now();
    /** @type {HTMLElement} */ (element).click();
    return at;
  });
  return (await whenGone()) - clickedAt;
}
