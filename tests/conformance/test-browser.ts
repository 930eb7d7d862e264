import { expectDocumentedRedirect, isDocumentedStatus } from './openapi.ts';

export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  readonly heading: string;
  /** The visible names of its buttons. */
  readonly buttons: readonly string[];
  readonly location: URL | null;
}

/** The part of a browser that AuthKit's pages need: cookies and forms, over real HTTP, with redirects shown. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** A top-level navigation. Responses of documented endpoints are checked against the OpenAPI document. */
  async navigate(
    path: string,
    headers: Record<string, string> = { 'Sec-Fetch-Dest': 'document' },
  ): Promise<Page> {
    const page = await this.#request(path, { headers });
    const endpoint = path.startsWith('/user_management/authorize')
      ? 'authorize'
      : path.startsWith('/user_management/sessions/logout')
        ? 'logout'
        : undefined;
    if (endpoint && page.location) expectDocumentedRedirect(endpoint, page.status, page.location.href);
    if (endpoint && page.status === 200 && !isDocumentedStatus(endpoint, page.status)) {
      throw new Error(`${endpoint} has no documented response ${page.status}`);
    }
    return page;
  }

  /** Sends the form of a page. A button is pressed by its visible name. */
  submit(page: Page, { button, ...fields }: Record<string, string>): Promise<Page> {
    const action = /<form method="post" action="([^"]+)">/.exec(page.html)?.[1];
    if (action === undefined) throw new Error(`no form on the page "${page.heading}"`);
    if (button !== undefined) {
      const pressed = buttonsOf(page.html).find(({ text }) => text === button);
      if (!pressed) throw new Error(`no button "${button}" on the page "${page.heading}"`);
      if (pressed.name !== undefined) fields[pressed.name] = pressed.value ?? '';
    }
    return this.#request(action, { method: 'POST', body: new URLSearchParams(fields) });
  }

  async #request(path: string, init: RequestInit): Promise<Page> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0) {
      headers.set('Cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    }
    const response = await fetch(new URL(path, this.#origin), { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) this.#store(cookie);
    const html = await response.text();
    const location = response.headers.get('Location');
    return {
      status: response.status,
      headers: response.headers,
      html,
      heading: /<h1>([^<]*)<\/h1>/.exec(html)?.[1] ?? '',
      buttons: buttonsOf(html).map(({ text }) => text),
      location: location === null ? null : new URL(location),
    };
  }

  #store(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim());
    const [name = '', value = ''] = pair.split('=');
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

function buttonsOf(html: string) {
  return [...html.matchAll(/<button([^>]*)>([^<]*)<\/button>/g)].map(([, attributes = '', text = '']) => ({
    text,
    name: /name="([^"]*)"/.exec(attributes)?.[1],
    value: /value="([^"]*)"/.exec(attributes)?.[1],
  }));
}
