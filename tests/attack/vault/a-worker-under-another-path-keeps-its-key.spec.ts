import type { Page } from '@playwright/test';
import { emailField, expectVisible, heading, submitEmail } from '../../support/app.ts';
import { ACME, ADA } from '../../support/organizations.ts';
import { readScriptEveryWay } from '../../support/read-script.ts';
import { deviceIdOf, deviceKeyOf, holdsKey, loadLikeABrowser } from '../../support/vault.ts';
import { expect, test } from '../../support/vault-test.ts';

test.use({ scope: '/app/' });

const HOME = '/app/o/org_acme/';

async function signIn(page: Page): Promise<void> {
  await page.goto(HOME);
  await expectVisible(heading(page, ACME).or(emailField(page)));
  if (await emailField(page).isVisible()) await submitEmail(page, ADA.email);
  await expectVisible(heading(page, ACME));
}

test('a page cannot read the worker script at /app/sw.js by any of its methods to read a file', async ({
  page,
  context,
  server,
}) => {
  await signIn(page);

  const readings = await page.evaluate(readScriptEveryWay, '/app/sw.js');

  const deviceId = (await deviceIdOf(context)) ?? '';
  const key = await deviceKeyOf(deviceId);
  const served = await loadLikeABrowser(server.origin, deviceId, '/app/sw.js');
  expect(holdsKey(served, key), 'the server sends the key that the test looks for').toBe(true);
  expect(Object.keys(readings).length).toBeGreaterThan(50);
  for (const [way, text] of Object.entries(readings)) {
    expect(holdsKey(text, key), way).toBe(false);
    expect(text.includes('"vault":'), way).toBe(false);
  }
});

test('the script runs only as /app/sw.js with the scope /app/: all other registrations fail', async ({
  page,
  context,
  server,
}) => {
  await signIn(page);

  const outcomes = await page.evaluate(async () => {
    const ways: readonly (readonly [string, RegistrationOptions])[] = [
      ['/app/sw.js#f', { scope: '/app/o/' }],
      ['/app/sw.js', { scope: '/app/o/' }],
      ['/app/sw.js', { scope: '/app/o/org_acme/' }],
      ['/app/sw.js', { scope: '/' }],
      ['/app/sw.js', { scope: '/app/x/', type: 'module' }],
      ['/app/sw.js?', {}],
      ['/app/sw.js?x', { scope: '/app/x/' }],
      ['/sw.js', {}],
      ['/app/sw%2ejs', { scope: '/app/x/' }],
      ['/app/index.html', { scope: '/app/z/' }],
    ];
    const registered: string[] = [];
    for (const [url, options] of ways)
      await navigator.serviceWorker.register(url, options).then(
        () => registered.push(url),
        () => {},
      );
    const workers = (await navigator.serviceWorker.getRegistrations()).flatMap(
      ({ active, waiting, installing, scope }) =>
        [active, waiting, installing].flatMap((worker) =>
          worker === null ? [] : [`${new URL(scope).pathname} ${worker.scriptURL}`],
        ),
    );
    return { registered, workers };
  });

  expect(outcomes.registered).toEqual([]);
  expect(outcomes.workers).toEqual([`/app/ ${server.origin}/app/sw.js`]);
  expect(holdsKey(JSON.stringify(outcomes), await deviceKeyOf(await deviceIdOf(context)))).toBe(false);
  await page.goto(HOME);
  await expectVisible(heading(page, ACME));
});
