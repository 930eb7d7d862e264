import { expect, type Page } from '@playwright/test';
import { addNote, emailField, expectOrganization, followLink, signIn, submitEmail, switchTo } from './app.ts';
import type { AttackedPage } from './attack.ts';
import { shown } from './embed-documents.ts';
import { ADA, type KnownOrganization } from './organizations.ts';
import type { Scripted } from './scripted.ts';
import { hardReload, WorkerStopper } from './worker-control.ts';

/** An attacked page that Playwright drives. */
export class PlaywrightPage implements AttackedPage {
  readonly evaluate: Scripted['evaluate'];
  readonly visited: string[] = [];
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.evaluate = page.evaluate.bind(page);
    page.on('framenavigated', (frame) => this.visited.push(frame.url()));
  }

  async goto(path: string): Promise<void> {
    await this.#page.goto(path);
  }

  async address(): Promise<URL> {
    return new URL(this.#page.url());
  }

  async heading(): Promise<string | null> {
    const headings = this.#page.getByRole('heading', { level: 1 });
    // A navigation ends the look at the document before it.
    const [text = null] = await headings.allTextContents().catch(() => []);
    return text;
  }

  hasText(text: string): Promise<boolean> {
    return this.#page.getByText(text, { exact: true }).first().isVisible();
  }

  hasButton(name: string): Promise<boolean> {
    return this.#page.getByRole('button', { name, exact: true }).isVisible();
  }

  clickButton(name: string): Promise<void> {
    return this.#page.getByRole('button', { name, exact: true }).click();
  }

  clickLink(name: string): Promise<void> {
    return this.#page.getByRole('link', { name }).click();
  }

  signIn(organization: KnownOrganization): Promise<void> {
    return signIn(this.#page, organization);
  }

  expectOrganization(organization: KnownOrganization): Promise<void> {
    return expectOrganization(this.#page, organization);
  }

  switchTo(organization: KnownOrganization): Promise<void> {
    return switchTo(this.#page, organization);
  }

  addNote(text: string): Promise<void> {
    return addNote(this.#page, text);
  }

  followLink(path: string): Promise<void> {
    return followLink(this.#page, path);
  }

  expectEmailField(): Promise<void> {
    return expect(emailField(this.#page)).toBeVisible();
  }

  submitEmail(): Promise<void> {
    return submitEmail(this.#page, ADA.email);
  }

  async restart(): Promise<void> {
    await (await WorkerStopper.attach(this.#page)).stop();
    expect(await this.evaluate(() => fetch('/api/me').then(({ status }) => status))).toBe(200);
    await hardReload(this.#page);
  }

  inEachFrame<T>(work: (frame: Scripted) => Promise<T>): Promise<readonly T[]> {
    return Promise.all(
      this.#page
        .frames()
        .filter((frame) => frame !== this.#page.mainFrame())
        .map(work),
    );
  }

  async shownInFrames(origin: string): Promise<readonly string[]> {
    return shown(this.#page, origin);
  }
}
