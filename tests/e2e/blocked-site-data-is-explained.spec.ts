import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { launchOptions } from '../support/chromium.ts';
import { expect, test } from '../support/test.ts';

/** The content setting of Chromium that blocks cookies and all other site data. */
const BLOCKED = 2;

for (const path of ['/', '/acme/', '/sessions', '/auth/error']) {
  test(`field report 11: with all site data blocked, ${path} names the browser setting to change`, async ({
    server,
  }) => {
    const profile = await mkdtemp(join(tmpdir(), 'keyring-blocked-'));
    await mkdir(join(profile, 'Default'));
    const preferences = { profile: { default_content_setting_values: { cookies: BLOCKED } } };
    await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
    const context = await chromium.launchPersistentContext(profile, {
      ...launchOptions(),
      baseURL: server.origin,
    });
    try {
      const page = await context.newPage();
      const thrown: string[] = [];
      page.on('pageerror', (error) => thrown.push(String(error)));
      await page.goto(path);
      await expect(page.getByRole('heading', { name: 'This window cannot run the app' })).toBeVisible();
      await expect(page.getByText(/blocks cookies and other site data for localhost:/)).toBeVisible();
      await expect(page.getByText('On-device site data')).toBeVisible();
      await expect(page.getByText(/private windows/)).toHaveCount(0);
      expect(thrown).toEqual([]);
    } finally {
      await context.close();
      // The browser may still write to it.
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  });
}
