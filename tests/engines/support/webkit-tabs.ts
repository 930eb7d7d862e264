import { expect } from '@playwright/test';
import { ADA, type KnownOrganization } from '../../support/organizations.ts';
import { command, ELEMENT } from './webdriver-command.ts';

/** What a tab does and sees, in WebKitGTK: as much as a person needs for the main job. Waits are on conditions. */
export class WebKitTabs {
  readonly #session: string;
  readonly #origin: string;

  constructor(session: string, origin: string) {
    this.#session = session;
    this.#origin = origin;
  }

  async goto(path: string): Promise<void> {
    await this.#post('/url', { url: this.#origin + path });
  }

  async reload(): Promise<void> {
    await this.#post('/refresh');
  }

  /** Another tab, which the next commands are for. @returns its handle, for {@link use} */
  async open(): Promise<string> {
    const { handle } = (await this.#post('/window/new', { type: 'tab' })) as { handle: string };
    await this.use(handle);
    return handle;
  }

  async current(): Promise<string> {
    return (await command(this.#session, 'GET', '/window')) as string;
  }

  async use(handle: string): Promise<void> {
    await this.#post('/window', { handle });
  }

  /** Runs an async function's source in the page, with one argument that JSON can hold. */
  async run<T>(body: string, argument: unknown = null): Promise<T> {
    const script = `const [argument, done] = arguments;
      (async () => { ${body} })().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const ran = (await this.#post('/execute/async', { script, args: [argument] })) as {
      value?: T;
      error?: string;
    };
    if (ran.error !== undefined) throw new Error(`In the page: ${ran.error}`);
    return ran.value as T;
  }

  /** What stands in the page's first heading, or null; never while a page is on its way. */
  heading(): Promise<string | null> {
    return this.run<string | null>('return document.querySelector("h1")?.textContent ?? null').catch(
      () => null,
    );
  }

  /** Whether there is something at this XPath. */
  async has(xpath: string): Promise<boolean> {
    return (await this.#find(xpath).catch(() => undefined)) !== undefined;
  }

  async click(xpath: string): Promise<void> {
    await expect.poll(() => this.has(xpath), { message: xpath }).toBe(true);
    await this.#post(`/element/${await this.#find(xpath)}/click`);
  }

  async type(xpath: string, text: string): Promise<void> {
    await expect.poll(() => this.has(xpath), { message: xpath }).toBe(true);
    await this.#post(`/element/${await this.#find(xpath)}/value`, { text });
  }

  button(name: string): Promise<void> {
    return this.click(`//button[normalize-space()="${name}" or @aria-label="${name}"]`);
  }

  /** Opens an organization's URL and signs in where AuthKit asks: who it is, and single sign-on. */
  async signIn(organization: KnownOrganization): Promise<void> {
    const email = '//input[@id="email"]';
    const singleSignOn = '//button[normalize-space()="Continue with SSO"]';
    await this.goto(`/${organization.slug}/`);
    for (;;) {
      const stop = await this.#until([email, singleSignOn], organization);
      if (stop === undefined) return;
      if (stop === singleSignOn) await this.click(singleSignOn);
      else {
        await this.type(email, ADA.email);
        await this.button('Continue');
      }
      await expect.poll(() => this.has(stop)).toBe(false);
    }
  }

  async expectOrganization({ name, slug, note }: KnownOrganization): Promise<void> {
    await expect.poll(() => this.heading()).toBe(name);
    expect(await this.run('return location.pathname')).toBe(`/${slug}/`);
    await expect.poll(() => this.run('return document.querySelector("main").textContent')).toContain(note);
  }

  async switchTo({ name }: KnownOrganization): Promise<void> {
    await this.button('Switch organization');
    await this.click(`//*[@role="menuitem" and starts-with(@aria-label, "${name},")]`);
  }

  /** Follows a link in the page, as one that stood in a note would be: the router takes it over. */
  async followLink(path: string): Promise<void> {
    await this.run(
      `const link = Object.assign(document.createElement('a'), { href: argument });
       document.body.append(link);
       link.click();
       link.remove();`,
      path,
    );
  }

  /** The organization that the API sees in a plain `fetch` of the page: a slug, or the status of a refusal. */
  organization(): Promise<string> {
    return this.run<string>(`const response = await fetch('/api/me');
      const body = await response.json();
      return body.organization?.slug ?? String(response.status);`);
  }

  /** The first of these that comes, `undefined`: the organization is open instead. */
  async #until(stops: readonly string[], { name }: KnownOrganization): Promise<string | undefined> {
    let found: string | undefined;
    await expect
      .poll(async () => {
        if ((await this.heading()) === name) return true;
        for (const stop of stops) if (await this.has(stop)) found = stop;
        return found !== undefined;
      })
      .toBe(true);
    return found;
  }

  async #find(xpath: string): Promise<string> {
    const element = (await this.#post('/element', { using: 'xpath', value: xpath })) as {
      [ELEMENT]: string;
    };
    return element[ELEMENT];
  }

  #post(path: string, body: object = {}): Promise<unknown> {
    return command(this.#session, 'POST', path, body);
  }
}
