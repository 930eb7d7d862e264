import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { expect, HOSTILE_DOCUMENT, test } from '../support/hostile-test.ts';
import { ACME } from '../support/organizations.ts';

/** Every kind of document that the origin has; the one of the callback, as AuthKit's redirect would open it. */
const DOCUMENTS = [
  '/',
  '/acme/',
  '/sessions',
  '/nowhere/',
  '/auth/callback?code=a-code-that-nobody-may-read&state=x',
  '/auth/error',
  '/auth/finished',
  '/none.html',
  '/index.html',
  '/sw.js',
  '/app.webmanifest',
  '/manifest/acme.webmanifest',
  '/favicon.svg',
  '/api/me',
];
const FORMS = ['iframe', 'object', 'embed', 'sandboxed', 'credentialless', 'in srcdoc'];

/** Runs in a hostile document: embeds each document in each form. @returns what could be read of them */
async function embed([paths, forms]: readonly [readonly string[], readonly string[]]): Promise<string[]> {
  const attempt = async (path: string, form: string): Promise<string[]> => {
    let parent: Document = document;
    if (form === 'in srcdoc') {
      const outer = document.createElement('iframe');
      outer.srcdoc = '<h1>srcdoc</h1>';
      await new Promise((resolve) => {
        outer.addEventListener('load', resolve);
        document.body.append(outer);
      });
      parent = outer.contentDocument ?? document;
    }
    const tag = form === 'object' || form === 'embed' ? form : 'iframe';
    const element = parent.createElement(tag);
    if (form === 'sandboxed') element.setAttribute('sandbox', 'allow-scripts allow-same-origin');
    if (form === 'credentialless') element.setAttribute('credentialless', '');
    element.setAttribute(tag === 'object' ? 'data' : 'src', path);
    const settled = new Promise((resolve) => {
      element.addEventListener('load', resolve);
      element.addEventListener('error', resolve);
      setTimeout(resolve, 5_000);
    });
    parent.body.append(element);
    await settled;
    try {
      const frame: unknown = Reflect.get(element, 'contentWindow');
      const inner = element instanceof HTMLEmbedElement ? element.getSVGDocument() : null;
      const view = (frame as Window | null) ?? inner?.defaultView ?? null;
      const { href = 'about:blank' } = view?.location ?? {};
      const text = view?.document.documentElement.outerHTML ?? '';
      return href === 'about:blank' ? [] : [`${form} read ${href} ${text.length > 0}`];
    } catch {
      return [];
    }
  };
  const read: string[] = [];
  for (const path of paths)
    read.push(...(await Promise.all(forms.map((form) => attempt(path, form)))).flat());
  return read;
}

/** The addresses of frames in which something of the app is shown, readable or not. */
const shown = (page: Page, origin: string): readonly string[] =>
  page
    .frames()
    .filter((frame) => frame !== page.mainFrame())
    .map((frame) => frame.url())
    .filter((url) => url.startsWith(origin));

async function expectNothingFramed(page: Page, origin: string, from: string): Promise<void> {
  await page.goto(from);
  expect(await page.evaluate(embed, [DOCUMENTS, FORMS] as const), from).toEqual([]);
  expect(page.frames().length).toBeGreaterThan(DOCUMENTS.length * 3);
  expect(shown(page, origin), from).toEqual([]);
}

test('R44: no document of the origin can be framed, with the worker registered and after unregister()', async ({
  page,
  server,
  evil,
}) => {
  test.setTimeout(120_000);
  await signIn(page, ACME);
  await expectNothingFramed(page, server.origin, HOSTILE_DOCUMENT);

  await page.evaluate(async () => {
    for (const registration of await navigator.serviceWorker.getRegistrations())
      await registration.unregister();
  });
  await page.goto(HOSTILE_DOCUMENT);
  expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
  await expectNothingFramed(page, server.origin, HOSTILE_DOCUMENT);

  await page.goto(`${evil.origin}/embedder.html`);
  const absolute = DOCUMENTS.map((path) => server.origin + path);
  await page.evaluate(embed, [absolute, FORMS] as const);
  expect(shown(page, server.origin), 'from another origin').toEqual([]);
});

test.describe('without the two headers that forbid it', () => {
  test.use({ weakness: 'frames' });

  test('the same look finds the documents, and reads the code of a callback', async ({ page, server }) => {
    await page.goto(HOSTILE_DOCUMENT);
    const callback = DOCUMENTS.filter((path) => path.startsWith('/auth/callback'));
    const read = await page.evaluate(embed, [callback, FORMS] as const);
    for (const form of ['iframe', 'object', 'sandboxed', 'in srcdoc'])
      expect(read.join('\n')).toContain(`${form} read ${server.origin}${callback[0]}`);
    expect(shown(page, server.origin).length).toBeGreaterThan(3);
  });
});
