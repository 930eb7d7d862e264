import type { Page } from '@playwright/test';

/** What runs a function in a document: a page or a frame of Playwright's, a tab of WebKitGTK. */
export type Scripted = Pick<Page, 'evaluate'>;
