import type { Page } from '@playwright/test';

declare global {
  interface Window {
    /** The title and the rendered text of the page, one entry for each recorded moment. */
    shownFrames: string[];
  }
}

/**
 * Records what the page shows from its next `pageshow` or `visibilitychange` on: in the event itself, before any other
 * listener that comes later, and in each frame.
 */
export async function recordShownText(page: Page): Promise<void> {
  await page.evaluate(() => {
    const frames: string[] = [];
    window.shownFrames = frames;
    // biome-ignore lint/performance/useDomNodeTextContent: text that is not rendered must not count
    const note = (): void => void frames.push(`${document.title}\n${document.body.innerText}`);
    const follow = (): void => {
      note();
      const frame = (): void => {
        note();
        if (frames.length < 5_000) requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    };
    addEventListener('pageshow', follow);
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && follow());
  });
}

/** What {@link recordShownText} has recorded: one text for each moment. */
export function shownTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => window.shownFrames);
}
