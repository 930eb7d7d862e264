import type { ReactNode } from 'react';
import { afterEach, beforeEach, vi } from 'vitest';
import {
  changeSnapshot,
  EMPTY_SNAPSHOT,
  type KeyringSnapshot,
} from '../../../src/client/keyring-snapshot.ts';
import { Store } from '../../../src/client/store.ts';

/** As much of a node as React needs to render a component. */
export class FakeNode extends EventTarget {
  readonly nodeType = 1;
  readonly namespaceURI = 'http://www.w3.org/1999/xhtml';
  readonly style: Record<string, unknown> = {
    display: '',
    setProperty: (name: string, value: string) => {
      this.style[name] = value;
    },
  };
  readonly tagName: string;
  readonly children: FakeNode[] = [];

  constructor(tag: string) {
    super();
    this.tagName = tag;
  }

  get nodeName(): string {
    return this.tagName;
  }

  get ownerDocument(): object {
    return document;
  }

  focus(): void {}

  setAttribute(): void {}

  appendChild(child: FakeNode): void {
    this.children.push(child);
  }

  insertBefore(child: FakeNode, next: FakeNode): void {
    this.children.splice(this.children.indexOf(next), 0, child);
  }

  removeChild(child: FakeNode): void {
    this.children.splice(this.children.indexOf(child), 1);
  }

  contains(node: unknown): boolean {
    return node === this || this.children.some((child) => child.contains(node));
  }

  set textContent(_text: string) {
    this.children.length = 0;
  }

  /** The tags inside of this node. */
  get tags(): string[] {
    return this.children.flatMap((child) => [child.tagName, ...child.tags]);
  }
}

/** A page that React renders, and the snapshot of its keyring. */
export class ReactPage {
  readonly root = new FakeNode('main');
  /** The position that the browser is at. */
  scrolled = 0;
  readonly #store = new Store<KeyringSnapshot>({ ...EMPTY_SNAPSHOT, confirmation: 'confirmed' });
  readonly #document = Object.assign(new FakeNode('#document'), {
    nodeType: 9,
    activeElement: null as FakeNode | null,
    visibilityState: 'visible',
    defaultView: globalThis,
    createElement: (tag: string) => new FakeNode(tag),
  });
  readonly getSnapshot = this.#store.get;
  readonly subscribe = this.#store.subscribe;
  #app: { render(content: ReactNode): void; unmount(): void } | undefined;

  /** Gives each test of a file its own page. */
  static forEachTest(): () => ReactPage {
    let page = new ReactPage();
    beforeEach(() => {
      page = new ReactPage();
      page.#open();
    });
    afterEach(async () => {
      await page.close();
      Reflect.deleteProperty(globalThis, 'scrollY');
      vi.unstubAllGlobals();
    });
    return () => page;
  }

  /** The `display` of the element that hides the app. */
  get display(): unknown {
    return this.root.children[0]?.style.display;
  }

  #open(): void {
    const window = new EventTarget();
    vi.stubGlobal('document', this.#document);
    vi.stubGlobal('window', globalThis);
    vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
    vi.stubGlobal('navigator', { userAgent: '' });
    vi.stubGlobal('HTMLIFrameElement', class {});
    vi.stubGlobal('HTMLElement', FakeNode);
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    vi.stubGlobal('scrollX', 0);
    Object.defineProperty(globalThis, 'scrollY', { configurable: true, get: () => this.#layOut() });
    vi.stubGlobal('scrollTo', ({ top }: ScrollToOptions) => {
      this.scrolled = top ?? 0;
      this.#layOut();
    });
  }

  /** The node that has the focus. */
  get focused(): FakeNode | null {
    return this.#document.activeElement;
  }

  focus(node: FakeNode): void {
    this.#document.activeElement = node;
    node.focus = () => this.focus(node);
  }

  /** Browsers lay a page out before they say its scroll position: without content it is at the top, and nothing has the focus. */
  #layOut(): number {
    if (this.display === 'none') {
      this.scrolled = 0;
      this.#document.activeElement = null;
    }
    return this.scrolled;
  }

  async render(content: ReactNode): Promise<void> {
    // They look for the document when they are loaded.
    const { act } = await import('react');
    const { createRoot } = await import('react-dom/client');
    this.#app ??= createRoot(this.root as unknown as Element);
    const app = this.#app;
    await act(async () => app.render(content));
  }

  /** The worker tells the page something. */
  async hear(change: Partial<KeyringSnapshot>): Promise<void> {
    const { act } = await import('react');
    await act(async () => this.#store.set(changeSnapshot(this.#store.get(), change)));
  }

  async close(): Promise<void> {
    const { act } = await import('react');
    await act(async () => this.#app?.unmount());
    this.#app = undefined;
  }
}
