import { ACME } from '../../../support/organizations.ts';
import { deviceIdOf, deviceKeyOf, holdsKey } from '../../../support/vault.ts';
import type { VaultPlace } from '../../../support/vault-place.ts';
import { expect, test } from '../../../support/vault-test.ts';

/** What the attacker knows of the app. */
interface Target {
  readonly scope: string;
  readonly script: string;
  /** Path of an organization. */
  readonly home: string;
  /** Registrations outside of the scope. */
  readonly elsewhere: readonly (readonly [string, RegistrationOptions])[];
}

const targetOf = (place: VaultPlace): Target => ({
  scope: place.scope,
  script: place.script,
  home: place.home(ACME),
  elsewhere:
    place.scope === '/'
      ? []
      : [
          [place.script, { scope: '/' }],
          ['/sw.js', {}],
        ],
});

/** Runs in a page: registers the worker in every way that is not the app's, and collects its messages. */
async function registerElsewhere({
  scope,
  script,
  home,
  elsewhere,
}: Target): Promise<Readonly<Record<string, string>>> {
  const said: string[] = [];
  navigator.serviceWorker.addEventListener('message', ({ data }) => said.push(JSON.stringify(data)));
  const outcomes: Record<string, string> = {};
  const inside = (path: string): string => scope + path;
  const ways: readonly (readonly [string, RegistrationOptions])[] = [
    [`${script}#f`, { scope: home }],
    [script, { scope: home }],
    [script, { scope: script }],
    [script, { scope: home, type: 'module' }],
    [`${script}?`, {}],
    [`${script}?x`, { scope: inside('x/') }],
    [inside('sw%2ejs'), { scope: inside('x/') }],
    [inside('assets/../sw.js'), { scope: inside('y/') }],
    [inside('index.html'), { scope: inside('z/') }],
    ['/api/cached', { scope: '/api/' }],
    [inside('manifest.webmanifest'), { scope: inside('m/') }],
    ...elsewhere,
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

export function attacks(): void {
  test('the script runs only at its own path and scope: all other registrations fail and reveal nothing', async ({
    page,
    context,
    server,
    place,
  }) => {
    await place.signIn(page, ACME);

    const outcomes = await page.evaluate(registerElsewhere, targetOf(place));

    const key = await deviceKeyOf(await deviceIdOf(context));
    expect(Object.entries(outcomes).filter(([, outcome]) => outcome === 'registered')).toEqual([]);
    expect(Object.entries(outcomes).filter(([way]) => way.startsWith('stays'))).toEqual([
      [`stays ${place.scope}`, server.origin + place.script],
    ]);
    expect(holdsKey(JSON.stringify(outcomes), key)).toBe(false);

    await place.open(page, ACME);
  });

  test('registrations from before the first visit fail as well', async ({ page, context, place }) => {
    await page.goto(place.path('auth/callback'));

    const outcomes = await page.evaluate(registerElsewhere, targetOf(place));

    expect(Object.entries(outcomes).filter(([, outcome]) => outcome === 'registered')).toEqual([]);
    expect(Object.keys(outcomes).filter((way) => way.startsWith('stays'))).toEqual([]);
    expect(holdsKey(JSON.stringify(outcomes), await deviceKeyOf(await deviceIdOf(context)))).toBe(false);
    await place.signIn(page, ACME);
  });
}
