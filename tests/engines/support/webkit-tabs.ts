import { expect } from '@playwright/test';
import { organizationOf } from '../../support/calls.ts';
import { ADA, type KnownOrganization } from '../../support/organizations.ts';
import { WebKitWindow } from './webkit-window.ts';

const EMAIL = '//input[@id="email"]';

const buttonNamed = (name: string): string =>
  `//button[normalize-space()="${name}" or @aria-label="${name}"]`;

/** User actions in WebKitGTK, as far as the main job needs them. Waits are on conditions. */
export class WebKitTabs extends WebKitWindow {
  button(name: string): Promise<void> {
    return this.click(buttonNamed(name));
  }

  hasButton(name: string): Promise<boolean> {
    return this.has(buttonNamed(name));
  }

  async expectButton(name: string): Promise<void> {
    await expect.poll(() => this.hasButton(name)).toBe(true);
  }

  /** Writes a note as a user does. */
  async addNote(text: string): Promise<void> {
    await this.type('//*[@id=//label[normalize-space()="New note"]/@for]', text);
    await this.button('Add note');
  }

  /** Opens an organization's URL and signs in where AuthKit asks: who it is, and single sign-on. */
  async signIn(organization: KnownOrganization, email: string = ADA.email): Promise<void> {
    const singleSignOn = '//button[normalize-space()="Continue with SSO"]';
    await this.goto(`/${organization.slug}/`);
    for (;;) {
      const stop = await this.#until([EMAIL, singleSignOn], organization);
      // With its notes: by then the API has asked AuthKit for its keys, which stands in the log too.
      if (stop === undefined) return this.expectOrganization(organization);
      if (stop === singleSignOn) await this.click(singleSignOn);
      else await this.submitEmail(email);
      await expect.poll(() => this.has(stop)).toBe(false);
    }
  }

  async expectEmailField(): Promise<void> {
    await expect.poll(() => this.has(EMAIL)).toBe(true);
  }

  async submitEmail(email: string = ADA.email): Promise<void> {
    await this.type(EMAIL, email);
    await this.button('Continue');
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
    return organizationOf(this);
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
}
