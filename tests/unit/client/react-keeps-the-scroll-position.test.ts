import { act, createElement } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Keyring } from '../../../src/client/keyring.ts';
import { EMPTY_SNAPSHOT, type KeyringSnapshot } from '../../../src/client/keyring-snapshot.ts';
import { Store } from '../../../src/client/store.ts';

/** As much of a node as React needs to render a component. */
class FakeNode extends EventTarget {
  readonly nodeType = 1;
  readonly namespaceURI = 'http://www.w3.org/1999/xhtml';
  readonly style: Record<string, string> = {};
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

  setAttribute(): void {}

  appendChild(child: FakeNode): void {
    this.children.push(child);
  }

  removeChild(child: FakeNode): void {
    this.children.splice(this.children.indexOf(child), 1);
  }

  set textContent(_text: string) {
    this.children.length = 0;
  }
}

const root = new FakeNode('main');
let scrolled = 0;
const display = (): string | undefined => root.children[0]?.style.display;
/** Browsers lay a page out before they say its scroll position: without content it is at the top. */
const layOut = (): number => {
  if (display() === 'none') scrolled = 0;
  return scrolled;
};

beforeEach(() => {
  const page = Object.assign(new FakeNode('#document'), {
    nodeType: 9,
    activeElement: null,
    defaultView: globalThis,
    createElement: (tag: string) => new FakeNode(tag),
  });
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('navigator', { userAgent: '' });
  vi.stubGlobal('HTMLIFrameElement', class {});
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('scrollX', 0);
  Object.defineProperty(globalThis, 'scrollY', { configurable: true, get: layOut });
  vi.stubGlobal('scrollTo', ({ top }: ScrollToOptions) => {
    scrolled = top ?? 0;
    layOut();
  });
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, 'scrollY');
  vi.unstubAllGlobals();
});

test('R54: a page that was hidden until its sessions were confirmed is where its user left it', async () => {
  // It looks for the document when it is loaded.
  const { createRoot } = await import('react-dom/client');
  const { KeyringProvider } = await import('../../../src/react/KeyringProvider.tsx');
  const store = new Store<KeyringSnapshot>({ ...EMPTY_SNAPSHOT, confirmation: 'confirmed' });
  const keyring = { subscribe: store.subscribe, getSnapshot: store.get } as Keyring;
  const app = createRoot(root as unknown as Element);
  const children = createElement('p');
  await act(async () => app.render(createElement(KeyringProvider, { keyring, children })));
  scrolled = 700;
  await act(async () => store.set({ ...EMPTY_SNAPSHOT, confirmation: 'checking' }));
  expect(display()).toBe('none');
  await act(async () => store.set({ ...EMPTY_SNAPSHOT, confirmation: 'confirmed' }));
  expect([display(), scrolled]).toEqual(['contents', 700]);
  await act(async () => app.unmount());
});
