import { expectOrganization, signIn } from '../../support/app.ts';
import { ACME } from '../../support/organizations.ts';
import { deviceIdOf, deviceKeyOf, holdsKey } from '../../support/vault.ts';
import { expect, test } from '../../support/vault-test.ts';

/** Runs in a page: registers the worker in every way that is not the app's, and hears what it says. */
async function registerElsewhere(): Promise<Readonly<Record<string, string>>> {
  const said: string[] = [];
  navigator.serviceWorker.addEventListener('message', ({ data }) => said.push(JSON.stringify(data)));
  const outcomes: Record<string, string> = {};
  const ways: readonly (readonly [string, RegistrationOptions])[] = [
    ['/sw.js#f', { scope: '/acme/' }],
    ['/sw.js', { scope: '/acme/' }],
    ['/sw.js', { scope: '/sw.js' }],
    ['/sw.js', { scope: '/acme/', type: 'module' }],
    ['/sw.js?', {}],
    ['/sw.js?x', { scope: '/x/' }],
    ['/sw%2ejs', { scope: '/x/' }],
    ['/assets/../sw.js', { scope: '/y/' }],
    ['/index.html', { scope: '/z/' }],
    ['/api/cached', { scope: '/api/' }],
    ['/manifest.webmanifest', { scope: '/m/' }],
  ];
  for (const [url, options] of ways) {
    outcomes[`${url} ${JSON.stringify(options)}`] = await navigator.serviceWorker.register(url, options).then(
      () => 'registered',
      (error: unknown) => String(error),
    );
  }
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    const { active, waiting, installing, scope } = registration;
    for (const worker of [active, waiting, installing])
      if (worker !== null) outcomes[`stays ${new URL(scope).pathname}`] = worker.scriptURL;
  }
  return { ...outcomes, said: said.join() };
}

test('the script runs only as /sw.js with the scope /: all other registrations fail and reveal nothing', async ({
  page,
  context,
  server,
}) => {
  await signIn(page, ACME);

  const outcomes = await page.evaluate(registerElsewhere);

  const key = await deviceKeyOf(await deviceIdOf(context));
  expect(Object.entries(outcomes).filter(([, outcome]) => outcome === 'registered')).toEqual([]);
  expect(Object.entries(outcomes).filter(([way]) => way.startsWith('stays'))).toEqual([
    ['stays /', `${server.origin}/sw.js`],
  ]);
  expect(holdsKey(JSON.stringify(outcomes), key)).toBe(false);

  await page.goto('/acme/');
  await expectOrganization(page, ACME);
});

test('registrations from before the first visit fail as well', async ({ page, context }) => {
  await page.goto('/auth/callback');

  const outcomes = await page.evaluate(registerElsewhere);

  expect(Object.entries(outcomes).filter(([, outcome]) => outcome === 'registered')).toEqual([]);
  expect(Object.keys(outcomes).filter((way) => way.startsWith('stays'))).toEqual([]);
  expect(holdsKey(JSON.stringify(outcomes), await deviceKeyOf(await deviceIdOf(context)))).toBe(false);
  await signIn(page, ACME);
});
