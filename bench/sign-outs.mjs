// How long an organization's data stays visible after its sign-out in the slowest tab, with 20 tabs on 4 organizations.
import { median, row, signIn } from './lab.mjs';

const SLUGS = ['globex', 'org-05', 'org-06', 'acme'];
const TABS_EACH = 5;
/** The documented limit, ms. */
const PROMISE = 250;

/** @param {import('./lab.mjs').Lab} lab */
export async function measureSignOuts(lab, /** @type {number} */ count) {
  const context = await lab.browser.newContext();
  const opener = await context.newPage();
  for (const slug of SLUGS) await signIn(opener, lab, slug);
  const tabs = [];
  for (const slug of SLUGS) {
    for (let tab = 0; tab < TABS_EACH; tab += 1) tabs.push({ slug, page: await open(context, lab, slug) });
  }
  const own = tabs.filter(({ slug }) => slug === 'acme').map(({ page }) => page);

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

async function open(
  /** @type {import('playwright').BrowserContext} */ context,
  /** @type {import('./lab.mjs').Lab} */ lab,
  /** @type {string} */ slug,
) {
  const page = await context.newPage();
  await page.goto(`${lab.app}/${slug}/`);
  await page.locator('.notes').waitFor();
  return page;
}

/** Time from the click until the slowest tab has removed its notes, ms, on the clock that all tabs share. */
async function timeSignOut(
  /** @type {import('playwright').Page} */ opener,
  /** @type {import('playwright').Page[]} */ own,
) {
  const gone = own.map((page) =>
    page.evaluateHandle(() => {
      const whenGone = new Promise((resolve) => {
        new MutationObserver((_, observer) => {
          if (document.querySelector('.notes') !== null) return;
          observer.disconnect();
          resolve(performance.timeOrigin + performance.now());
        }).observe(document.documentElement, { childList: true, subtree: true });
      });
      return { whenGone };
    }),
  );
  const watching = await Promise.all(gone);
  const button = opener.getByRole('button', { name: 'Sign out of Acme', exact: true });
  const clickedAt = await button.evaluate((element) => {
    const at = performance.timeOrigin + performance.now();
    /** @type {HTMLElement} */ (element).click();
    return at;
  });
  const goneAt = await Promise.all(watching.map((handle) => handle.evaluate(({ whenGone }) => whenGone)));
  return Math.max(...goneAt) - clickedAt;
}
