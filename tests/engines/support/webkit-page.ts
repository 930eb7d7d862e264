import type { AttackedPage } from '../../support/attack.ts';
import type { KnownOrganization } from '../../support/organizations.ts';
import type { Scripted } from '../../support/scripted.ts';
import { shownInFrames } from './shown-in-frames.ts';
import type { WebKitTabs } from './webkit-tabs.ts';

/**
 * An attacked page of WebKitGTK: one window of its session. A WebDriver command is for the window in use, so each
 * method makes its own window that one first.
 */
export class WebKitPage implements AttackedPage {
  readonly visited = [];
  readonly handle: string;
  readonly #tabs: WebKitTabs;

  constructor(tabs: WebKitTabs, handle: string) {
    this.#tabs = tabs;
    this.handle = handle;
  }

  readonly evaluate: Scripted['evaluate'] = (inPage: unknown, argument: unknown = null) =>
    this.#in((tabs) => tabs.run<never>(`return (${String(inPage)})(argument);`, argument));

  goto(path: string): Promise<void> {
    return this.#in((tabs) => tabs.goto(path));
  }

  address(): Promise<URL> {
    return this.#in(async (tabs) => new URL(await tabs.url()));
  }

  heading(): Promise<string | null> {
    return this.#in((tabs) => tabs.heading());
  }

  hasText(text: string): Promise<boolean> {
    return this.#in((tabs) => tabs.has(`//*[normalize-space()="${text}"]`));
  }

  hasButton(name: string): Promise<boolean> {
    return this.#in((tabs) => tabs.hasButton(name));
  }

  clickButton(name: string): Promise<void> {
    return this.#in((tabs) => tabs.button(name));
  }

  clickLink(name: string): Promise<void> {
    return this.#in((tabs) => tabs.click(`//a[starts-with(normalize-space(), "${name}")]`));
  }

  signIn(organization: KnownOrganization): Promise<void> {
    return this.#in((tabs) => tabs.signIn(organization));
  }

  expectOrganization(organization: KnownOrganization): Promise<void> {
    return this.#in((tabs) => tabs.expectOrganization(organization));
  }

  switchTo(organization: KnownOrganization): Promise<void> {
    return this.#in((tabs) => tabs.switchTo(organization));
  }

  addNote(text: string): Promise<void> {
    return this.#in((tabs) => tabs.addNote(text));
  }

  followLink(path: string): Promise<void> {
    return this.#in((tabs) => tabs.followLink(path));
  }

  expectEmailField(): Promise<void> {
    return this.#in((tabs) => tabs.expectEmailField());
  }

  submitEmail(): Promise<void> {
    return this.#in((tabs) => tabs.submitEmail());
  }

  /** This browser stops the worker by itself at each sign-in, while its only page is at AuthKit. */
  restart(): Promise<void> {
    return this.#in((tabs) => tabs.reload());
  }

  inEachFrame<T>(work: (frame: Scripted) => Promise<T>): Promise<readonly T[]> {
    return this.#in((tabs) => tabs.inEachFrame(() => work(tabs)));
  }

  shownInFrames(origin: string): Promise<readonly string[]> {
    return this.#in((tabs) => shownInFrames(tabs, origin));
  }

  async #in<T>(work: (tabs: WebKitTabs) => Promise<T>): Promise<T> {
    await this.#tabs.use(this.handle);
    return work(this.#tabs);
  }
}
