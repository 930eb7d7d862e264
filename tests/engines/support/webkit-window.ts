import { expect } from '@playwright/test';
import type { Scripted } from '../../support/scripted.ts';
import { command, ELEMENT } from './webdriver-command.ts';

/** Limit for the result of a script, ms. */
const SCRIPT_PATIENCE = 120_000;

/** The windows of one WebKitGTK, by WebDriver: commands are for the one in use. Waits are on conditions. */
export class WebKitWindow implements Scripted {
  readonly #session: string;
  readonly #origin: string;

  constructor(session: string, origin: string) {
    this.#session = session;
    this.#origin = origin;
  }

  /** Opens a path of the app, or an address. */
  async goto(path: string): Promise<void> {
    await this.#post('/url', { url: path.startsWith('/') ? this.#origin + path : path });
  }

  async reload(): Promise<void> {
    await this.#post('/refresh');
  }

  /** The address bar. */
  async url(): Promise<string> {
    return (await this.#get('/url')) as string;
  }

  /** Another tab or window, which the next commands are for. @returns its handle, for {@link use} */
  async open(type: 'tab' | 'window' = 'tab'): Promise<string> {
    const { handle } = (await this.#post('/window/new', { type })) as { handle: string };
    await this.use(handle);
    return handle;
  }

  async current(): Promise<string> {
    return (await this.#get('/window')) as string;
  }

  async use(handle: string): Promise<void> {
    await this.#post('/window', { handle });
  }

  /** The other windows: of tests, of the app, of attackers. */
  async others(): Promise<readonly string[]> {
    const own = await this.current();
    return ((await this.#get('/window/handles')) as string[]).filter((handle) => handle !== own);
  }

  async closeOthers(): Promise<void> {
    const own = await this.current();
    for (const handle of await this.others()) {
      await this.use(handle);
      await command(this.#session, 'DELETE', '/window');
    }
    await this.use(own);
  }

  /** Does something in each frame, also in those within others; {@link evaluate} and {@link run} are for it then. */
  async inEachFrame<T>(work: () => Promise<T>): Promise<T[]> {
    const all: T[] = [];
    const count = await this.evaluate(() => frames.length);
    for (let id = 0; id < count; id += 1) {
      await this.#post('/frame', { id });
      all.push(await work(), ...(await this.inEachFrame(work)));
      await this.#post('/frame/parent');
    }
    return all;
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

  /** Runs a function in the page, as Playwright's page does: with one argument and a result that JSON can hold. */
  readonly evaluate: Scripted['evaluate'] = (inPage: unknown, argument: unknown = null) =>
    this.run<never>(`return (${String(inPage)})(argument);`, argument);

  /** Scripts of attacks take their time. */
  async bePatient(): Promise<void> {
    await this.#post('/timeouts', { script: SCRIPT_PATIENCE });
  }

  /** What stands in the page's first heading, or null; never while a page is on its way. */
  heading(): Promise<string | null> {
    return this.run<string | null>('return document.querySelector("h1")?.textContent ?? null').catch(
      () => null,
    );
  }

  /** All text that the page shows; none while a page is on its way. */
  text(): Promise<string> {
    return this.run<string>('return document.body.innerText').catch(() => '');
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

  async #find(xpath: string): Promise<string> {
    const element = (await this.#post('/element', { using: 'xpath', value: xpath })) as {
      [ELEMENT]: string;
    };
    return element[ELEMENT];
  }

  #get(path: string): Promise<unknown> {
    return command(this.#session, 'GET', path);
  }

  #post(path: string, body: object = {}): Promise<unknown> {
    return command(this.#session, 'POST', path, body);
  }
}
