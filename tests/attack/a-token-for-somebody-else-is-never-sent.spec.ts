import { ApiTraffic } from '../support/api-traffic.ts';
import { signIn } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { organizationsOf } from '../support/calls.ts';
import { ACME, ADA, GLOBEX, GRACE } from '../support/organizations.ts';

const WRONG = [
  ['another organization', { wrongOrganization: GLOBEX.id }],
  ['another person', { wrongSubject: GRACE.id }],
] as const;

for (const [whose, setting] of WRONG) {
  test(`R11: when every refresh answers with a token of ${whose}, none of them reaches the API`, async ({
    page,
    context,
    server,
    authKit,
  }) => {
    const traffic = new ApiTraffic(context, server);
    const subjects: (string | undefined)[] = [];
    context.on('request', (request) => {
      const payload = /^Bearer [^.]+\.([^.]+)\./.exec(request.headers().authorization ?? '')?.[1];
      if (payload === undefined) return;
      const claims: { sub?: string } = JSON.parse(Buffer.from(payload, 'base64url').toString());
      subjects.push(claims.sub);
    });

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

    expect(new Set(traffic.organizationsAt('/api/me'))).toEqual(new Set([ACME.id]));
    expect(new Set(subjects)).toEqual(new Set([ADA.id]));
  });
}
