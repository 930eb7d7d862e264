import type { Page } from '@playwright/test';

/**
 * How a translator shows its translation: that of Chrome puts its element in the place of the text, others put it around the text.
 */
export type TranslatorKind = 'replaces' | 'wraps';

/** Translates the page as a browser does: at once, and then whatever is added or changed. A translation is the text in «». */
export async function translatePage(page: Page, kind: TranslatorKind): Promise<void> {
  await page.evaluate((how) => {
    const isLeft = (text: Text): boolean =>
      !text.isConnected || text.data.trim() === '' || text.parentElement?.closest('font, textarea') != null;
    const translate = (text: Text): void => {
      if (isLeft(text)) return;
      const outer = document.createElement('font');
      const inner = outer.appendChild(document.createElement('font'));
      if (how === 'replaces') {
        inner.textContent = `«${text.data}»`;
        text.replaceWith(outer);
      } else {
        text.before(outer);
        inner.append(text);
        text.data = `«${text.data}»`;
      }
    };
    const translateAll = (root: Node): void => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const texts: Node[] = [];
      while (walker.nextNode()) texts.push(walker.currentNode);
      for (const text of texts) if (text instanceof Text) translate(text);
    };
    translateAll(document.body);
    const observer = new MutationObserver((records) => {
      for (const { target, addedNodes } of records) {
        if (target instanceof Text) translate(target);
        for (const node of addedNodes) {
          if (node instanceof Text) translate(node);
          else translateAll(node);
        }
      }
    });
    observer.observe(document.body, { childList: true, characterData: true, subtree: true });
  }, kind);
}
