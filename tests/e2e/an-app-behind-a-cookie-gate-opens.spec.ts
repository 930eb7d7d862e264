import { emailField, heading, signIn } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { GATE_COOKIE, type GatedServer, startGatedServer } from '../support/gated-server.ts';
import { ACME } from '../support/organizations.ts';
import { test as base, expect } from '../support/test.ts';

/** Tests of an app behind a proxy, with this setting. */
const testOf = (setting: Parameters<typeof startGatedServer>[0]) =>
  base.extend<object, { gated: GatedServer }>({
    gated: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern, and there is nothing to take.
      async ({}, use) => {
        const server = await startGatedServer(setting);
        await use(server);
        await server.stop();
      },
      { scope: 'worker' },
    ],
    server: [async ({ gated }, use) => use(gated), { scope: 'worker' }],
  });

const test = testOf('same-origin');
const testWithout = testOf(undefined);

test('field report 14: with `lookupCredentials: same-origin` an organization opens, and no look-up lacks the cookie', async ({
  page,
  context,
  gated,
  browserName,
}) => {
  await context.addCookies([{ ...GATE_COOKIE, url: gated.origin }]);
  await signIn(page, ACME);
  expect(await organizationOf(page)).toBe(ACME.slug);
  await page.goto('/');
  await expect(page.getByRole('main')).toContainText('Globex');
  await page.goto('/acme/');
  await expect(heading(page, ACME)).toBeVisible();
  // The browser itself reads a manifest without cookies; the worker adds them. Only Chromium shows what it read.
  if (browserName === 'chromium') {
    const devTools = await context.newCDPSession(page);
    const { data } = await devTools.send('Page.getAppManifest');
    expect(data).toContain('"shortcuts"');
  }
  expect(gated.refused.filter((path) => /^\/(?:api|auth|manifest)\//.test(path))).toEqual([]);
});

testWithout(
  'field report 14: without the setting its look-ups carry no cookie',
  async ({ page, context, gated }) => {
    await context.addCookies([{ ...GATE_COOKIE, url: gated.origin }]);
    await page.goto('/acme/');
    await expect.poll(() => gated.refused).toContain('/api/orgs/acme');
    await expect(heading(page, ACME).or(emailField(page))).toBeHidden();
  },
);
