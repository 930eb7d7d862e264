import type { BrowserContext } from '@playwright/test';

/** What Firefox's own code says when it looks for the tabs of a window that it has not opened yet. */
const NO_TABS_YET = 'getTabBrowser(...) is undefined';

/** How often a tab is opened. On a busy machine the second attempt failed too, once in three runs of all tests. */
const ATTEMPTS = 5;

/** Opens a tab again if the BiDi code of Firefox failed to open it. */
export function repeatFailedTabs(context: BrowserContext): void {
  const newPage = context.newPage.bind(context);
  context.newPage = async () => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await newPage();
      } catch (error) {
        if (attempt === ATTEMPTS || !String(error).includes(NO_TABS_YET)) throw error;
      }
    }
  };
}
