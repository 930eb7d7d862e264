import type { Page } from '@playwright/test';
import { emailField, expectVisible, submitEmail } from '../support/app.ts';
import { type Mistake, startMisconfiguredServer } from '../support/misconfigured-server.ts';
import { ADA } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

interface Expected {
  /** What the console of the page says. */
  readonly developer: RegExp;
  /** What the page shows. */
  readonly user: RegExp;
  readonly signsIn: boolean;
}

const EXPECTED: Readonly<Record<Mistake, Expected>> = {
  issuer: {
    developer: /org-keyring: issuers is "https:\/\/issuer\.example\.com": the access token's "iss" is "http/,
    user: /could not be completed/,
    signsIn: true,
  },
  cors: {
    developer:
      /org-keyring: providerCors is "http:\/\/localhost:\d+": .* Add "http:\/\/localhost:\d+" in the/,
    user: /this app is not set up correctly/,
    signsIn: true,
  },
  'key-set': {
    developer: /org-keyring: jwksUri is "http:\/\/localhost:\d+\/auth\/jwks": it responded with 502/,
    user: /could not be completed/,
    signsIn: true,
  },
  'missing-script': {
    developer:
      // Chromium tells the page the status, Firefox does not.
      /org-keyring: paths\.workerScript is "\/sw\.js": the server (?:responded with 503\.|did not deliver) .*readWorkerScript/,
    user: /could not be installed/,
    signsIn: false,
  },
  'static-script': {
    developer: /org-keyring: __keyringHost: .* Serve the script through createKeyringHost/,
    user: /This app is not set up correctly/,
    signsIn: false,
  },
};

/** Lines of the page's own console. */
function consoleOf(page: Page): readonly string[] {
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  return lines;
}

for (const [mistake, { developer, user, signsIn }] of Object.entries(EXPECTED) as [Mistake, Expected][]) {
  test(`the console names the setting and the page shows a plain message: ${mistake}`, {
    tag: '@long',
  }, async ({ page }) => {
    const server = await startMisconfiguredServer(mistake);
    try {
      const lines = consoleOf(page);
      await page.goto(`${server.origin}/acme/`);
      if (signsIn) {
        await expectVisible(emailField(page));
        await submitEmail(page, ADA.email);
      }
      await expect(page.getByText(user).first()).toBeVisible({ timeout: 15_000 });
      // Chromium also shows the console of the worker there.
      await expect.poll(() => lines.filter((line) => developer.test(line)).length).toBeGreaterThan(0);
      expect(await page.locator('body').textContent()).not.toMatch(
        /issuers|providerCors|jwksUri|__keyringHost/,
      );
    } finally {
      await server.stop();
    }
  });
}
