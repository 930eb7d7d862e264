// 20 tabs on 4 organizations, and when the notes of one of them are gone.
import { signIn } from './lab.mjs';

const SLUGS = ['globex', 'org-05', 'org-06', 'acme'];
const TABS_EACH = 5;
/** Longest wait for the notes to be gone, ms. */
const LIMIT = 60_000;

/**
 * Signs in to four organizations, and opens five tabs on each.
 *
 * @returns the tab that signed in, and the five tabs on Acme
 */
export async function openTabs(
  /** @type {import('playwright').BrowserContext} */ context,
  /** @type {import('./lab.mjs').Lab} */ lab,
) {
  const opener = await context.newPage();
  for (const slug of SLUGS) await signIn(opener, lab, slug);
  const own = [];
  for (const slug of SLUGS) {
    for (let tab = 0; tab < TABS_EACH; tab += 1) {
      const page = await context.newPage();
      await page.goto(`${lab.app}/${slug}/`);
      await page.locator('.notes').waitFor();
      if (slug === 'acme') own.push(page);
    }
  }
  return { opener, own };
}

/** Watches pages until none shows notes. @returns reads when the slowest had removed them, ms since the epoch */
export async function watchNotes(/** @type {import('playwright').Page[]} */ pages) {
  const watching = await Promise.all(
    pages.map((page) =>
      page.evaluateHandle((limit) => {
        const whenGone = new Promise((resolve, reject) => {
          setTimeout(() => reject(new Error('the notes are still shown')), limit);
          new MutationObserver((_, observer) => {
            if (document.querySelector('.notes') !== null) return;
            observer.disconnect();
            resolve(performance.timeOrigin + performance.now());
          }).observe(document.documentElement, { childList: true, subtree: true });
        });
        return { whenGone };
      }, LIMIT),
    ),
  );
  return async () =>
    Math.max(...(await Promise.all(watching.map((handle) => handle.evaluate(({ whenGone }) => whenGone)))));
}
