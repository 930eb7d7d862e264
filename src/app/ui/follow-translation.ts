/** A text of the page, and the element in which a translator shows its translation. */
interface Translation {
  readonly text: Text;
  readonly shown: Element;
  readonly original: string;
}

/**
 * Keeps the page correct while the browser translates it. A translator puts a `<font>` in the place of each text. Solid would
 * still write to the text that is no longer in the page, so that a changed note, or the name of the next organization, would not
 * be shown. Each text is therefore put back, empty, before its translation. The translation is removed when the text changes or
 * is removed. The translator then translates the new text.
 */
export function followTranslation(root: HTMLElement): void {
  const ofText = new WeakMap<Node, Translation>();
  const ofElement = new WeakMap<Node, Translation>();

  const begin = (text: Text, shown: Element): void => {
    // Some translators move the text into their element.
    if (shown.contains(text)) text.replaceWith(text.data);
    const translation = { text, shown, original: text.data };
    ofText.set(text, translation);
    ofElement.set(shown, translation);
    text.data = '';
    shown.before(text);
  };
  const end = ({ text, shown }: Translation): void => {
    ofText.delete(text);
    ofElement.delete(shown);
    shown.remove();
  };

  const onGone = (node: Node, { addedNodes, previousSibling, nextSibling }: MutationRecord): void => {
    const translation = ofText.get(node) ?? ofElement.get(node);
    if (translation !== undefined) {
      const { text, shown, original } = translation;
      // A list in a new order removes its texts and adds them again.
      if (root.contains(text) && root.contains(shown)) {
        if (text.nextSibling !== shown) text.after(shown);
      } else {
        end(translation);
        // The user wants the original.
        if (text.data === '') text.data = original;
      }
    } else if (node instanceof Text && node.data.trim() !== '') {
      const shown = [...addedNodes, previousSibling, nextSibling].find(
        (one) => one instanceof HTMLFontElement && root.contains(one) && !ofElement.has(one),
      );
      if (shown instanceof HTMLFontElement) begin(node, shown);
    }
  };
  const observer = new MutationObserver((records) => {
    for (const record of records) {
      const changed = ofText.get(record.target);
      if (changed !== undefined && changed.text.data !== '') end(changed);
      for (const node of record.removedNodes) onGone(node, record);
    }
  });
  observer.observe(root, { childList: true, characterData: true, subtree: true });
}
