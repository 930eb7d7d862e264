import type { Page } from '@playwright/test';

/** Every kind of document that the origin has; the one of the callback, as AuthKit's redirect would open it. */
export const DOCUMENTS = [
  '/',
  '/acme/',
  '/sessions',
  '/nowhere/',
  '/auth/callback?code=a-secret-code&state=x',
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

/** Every form in which a document embeds another. */
export const FORMS = ['iframe', 'object', 'embed', 'sandboxed', 'credentialless', 'in srcdoc'];

/** Runs in a hostile document: embeds each document in each form. @returns what could be read of them */
export async function embed([paths, forms]: readonly [readonly string[], readonly string[]]): Promise<
  string[]
> {
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
  // A few documents at a time: where a browser does not report the end of a blocked frame, each takes the whole limit.
  const atOnce = 7;
  for (let first = 0; first < paths.length; first += atOnce) {
    const attempts = paths
      .slice(first, first + atOnce)
      .flatMap((path) => forms.map((form) => attempt(path, form)));
    read.push(...(await Promise.all(attempts)).flat());
  }
  return read;
}

/** The addresses of frames in which something of the app is shown, readable or not. */
export const shown = (page: Page, origin: string): readonly string[] =>
  page
    .frames()
    .filter((frame) => frame !== page.mainFrame())
    .map((frame) => frame.url())
    .filter((url) => url.startsWith(origin));
