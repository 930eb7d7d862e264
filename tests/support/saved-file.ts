import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { evaluateInFirefox, firefoxOf } from './firefox-chrome.ts';

/** A file that the browser saved. */
export interface SavedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The file that the browser saves after an action of the page.
 *
 * In Firefox it is the newest of the browser's own list: Playwright 1.64 reports no download of a link to a `blob:`
 * there. It ignores events of BiDi that name neither a download nor a navigation.
 */
export async function savedFile(page: Page, act: () => Promise<unknown>): Promise<SavedFile> {
  const firefox = firefoxOf(page.context());
  if (firefox === undefined) {
    const [download] = await Promise.all([page.waitForEvent('download'), act()]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
  }
  const newest = (): Promise<unknown> =>
    evaluateInFirefox(
      firefox,
      `(async () => {
        const { Downloads } = ChromeUtils.importESModule('resource://gre/modules/Downloads.sys.mjs');
        const all = await (await Downloads.getList(Downloads.ALL)).getAll();
        const { succeeded, target } = all.at(-1) ?? {};
        return succeeded ? target.path : '';
      })()`,
    );
  const before = await newest();
  await act();
  await expect.poll(newest).not.toBe(before);
  const path = String(await newest());
  return { name: path.replace(/^.*\//, ''), text: await readFile(path, 'utf8') };
}
