import { type BrowserContext, type CDPSession, expect, type Page } from '@playwright/test';
import { parseRecord } from '../../src/protocol/parse.ts';
import type { KnownOrganization } from './organizations.ts';

/** The domain of the DevTools protocol that installs apps; Playwright has no types for it. */
interface AppCommands {
  readonly 'PWA.install': { readonly manifestId: string; readonly installUrlOrBundleUrl: string };
  readonly 'PWA.changeAppUserSettings': { readonly manifestId: string; readonly displayMode: 'standalone' };
  readonly 'PWA.launch': { readonly manifestId: string };
  readonly 'PWA.getOsAppState': { readonly manifestId: string };
}

interface Commands {
  send<T extends keyof AppCommands>(method: T, params: AppCommands[T]): Promise<unknown>;
}

/** The home screen of a browser profile: installs organizations as apps and opens them, as the system would. */
export class HomeScreen {
  readonly #context: BrowserContext;
  readonly #origin: string;

  constructor(context: BrowserContext, origin: string) {
    this.#context = context;
    this.#origin = origin;
  }

  /** Installs an organization's app by its address; Chromium opens that and reads the manifest it names. */
  async install(organization: KnownOrganization): Promise<void> {
    const manifestId = this.#idOf(organization);
    const commands = await this.#commands();
    await commands.send('PWA.install', { manifestId, installUrlOrBundleUrl: manifestId });
    await commands.send('PWA.changeAppUserSettings', { manifestId, displayMode: 'standalone' });
  }

  /** Opens an installed app. @returns its window */
  async launch(organization: KnownOrganization): Promise<Page> {
    const known = new Set(this.#context.pages());
    const commands = await this.#commands();
    await commands.send('PWA.launch', { manifestId: this.#idOf(organization) });
    let app: Page | undefined;
    const findApp = async (): Promise<boolean> => {
      for (const page of this.#context.pages()) {
        // To install an app, Chromium opens a hidden page.
        if (!known.has(page) && (await isAppWindow(page).catch(() => false))) app = page;
      }
      return app !== undefined;
    };
    await expect.poll(findApp, { timeout: 60_000 }).toBe(true);
    if (app === undefined) throw new Error('The app has no window.');
    return app;
  }

  /** The number on an installed app's icon. */
  async badge(organization: KnownOrganization): Promise<unknown> {
    const commands = await this.#commands();
    const state = await commands.send('PWA.getOsAppState', { manifestId: this.#idOf(organization) });
    return parseRecord(state, 'state of an app').badgeCount;
  }

  #idOf({ slug }: KnownOrganization): string {
    return `${this.#origin}/${slug}/`;
  }

  async #commands(): Promise<Commands> {
    const browser = this.#context.browser();
    if (browser === null) throw new Error('This browser has no separate session.');
    const session: CDPSession = await browser.newBrowserCDPSession();
    return session as unknown as Commands;
  }
}

/** Whether a page is the window of an installed app. */
export function isAppWindow(page: Page): Promise<boolean> {
  return page.evaluate(() => matchMedia('(display-mode: standalone)').matches);
}
