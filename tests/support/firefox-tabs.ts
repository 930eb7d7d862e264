import type { BrowserContext } from '@playwright/test';

/** What Firefox's own code says when it looks for the tabs of a window that it has not opened yet. */
const NO_TABS_YET = 'getTabBrowser(...) is undefined';

/** Opens a tab again, once, if the BiDi code of Firefox failed to open it, as once in two runs of all tests. */
export function repeatFailedTabs(context: BrowserContext): void {
  const newPage = context.newPage.bind(context);
  context.newPage = async () => {
    try {
      return await newPage();
    } catch (error) {
      if (!String(error).includes(NO_TABS_YET)) throw error;
      return newPage();
    }
  };
}
