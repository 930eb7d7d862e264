import type { Page } from '@playwright/test';
import { bundleScript } from './bundle-script.ts';
import { quietPath } from './kill-lab.ts';
import type { KnownOrganization } from './organizations.ts';

type Client = typeof import('../../src/client/index.ts');

declare global {
  interface Window {
    /** The package's client, in the pages that {@link openRequestsPage} opens. */
    readonly keyring: Client;
    /** What a test keeps in a page. */
    events: string[];
  }
}

let bundled: Promise<string> | undefined;

/** Opens a document that the worker controls, with the package's client in `window.keyring` and nothing else. */
export async function openRequestsPage(page: Page, organization: KnownOrganization): Promise<void> {
  await page.goto(quietPath(organization));
  await page.evaluate(await requestsScript());
}

/** The script that puts the package's client into `window.keyring`. */
export function requestsScript(): Promise<string> {
  bundled ??= bundleScript('requests-page.ts');
  return bundled;
}
