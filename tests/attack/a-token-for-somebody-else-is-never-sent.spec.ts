import { signIn } from '../support/app.ts';
import { organizationsOf } from '../support/calls.ts';
import { ACME, ADA, GLOBEX, GRACE } from '../support/organizations.ts';
import { expect, test } from '../support/wire-test.ts';

const WRONG = [
  ['another organization', { wrongOrganization: GLOBEX.id }],
  ['another person', { wrongSubject: GRACE.id }],
] as const;

for (const [whose, setting] of WRONG) {
  test(`R11: when every refresh answers with a token of ${whose}, none of them reaches the API`, async ({
    page,
    authKit,
    wire,
  }) => {
    await authKit.changeSettings({ accessTokenTtl: 2 });
    await signIn(page, ACME);
    await authKit.changeSettings(setting);

    // Calls go on all the while: with what is still good, and then with nothing.
    const calls = organizationsOf(page, 100_000, 4).catch(() => []);
    await expect
      .poll(async () => (await authKit.refreshes(ACME.id)).length, { timeout: 40_000 })
      .toBeGreaterThan(1);
    await page.goto('/acme/none.txt');
    await calls;

    expect(new Set(wire.organizationsAt('/api/me'))).toEqual(new Set([ACME.id]));
    expect(new Set(wire.requests.flatMap(({ claims }) => claims?.sub ?? []))).toEqual(new Set([ADA.id]));
  });
}
