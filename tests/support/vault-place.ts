import type { Page } from '@playwright/test';
import { expectOrganization, signIn } from './app.ts';
import { ADA, type KnownOrganization } from './organizations.ts';

/** The scopes of the two configurations of the reference app. */
export type VaultScope = '/' | '/app/';

/** The URLs of the attacked app, in one of its two configurations. */
export class VaultPlace {
  readonly scope: VaultScope;
  readonly script: string;

  constructor(scope: VaultScope) {
    this.scope = scope;
    this.script = `${scope}sw.js`;
  }

  /** A path of the app that names no organization. @param rest for example `sessions` */
  path(rest: string): string {
    return this.scope + rest;
  }

  home({ id, slug }: KnownOrganization): string {
    return this.scope === '/' ? `/${slug}/` : `/app/o/${id}/`;
  }

  async open(page: Page, organization: KnownOrganization): Promise<void> {
    await page.goto(this.home(organization));
    await expectOrganization(page, organization, this.home(organization));
  }

  signIn(page: Page, organization: KnownOrganization): Promise<void> {
    return signIn(page, organization, ADA.email, this.home(organization));
  }
}
