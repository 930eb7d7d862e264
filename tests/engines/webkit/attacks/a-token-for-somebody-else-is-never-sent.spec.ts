import { ACME, ADA, GLOBEX, GRACE } from '../../../support/organizations.ts';
import { claimsOfToken } from '../../../support/token-organization.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';

const WRONG = [
  ['another organization', { wrongOrganization: GLOBEX.id }],
  ['another person', { wrongSubject: GRACE.id }],
] as const;

for (const [whose, setting] of WRONG) {
  test(`R11: when every refresh answers with a token of ${whose}, none of them reaches the API`, async ({
    tabs,
    traffic,
    authKit,
  }) => {
    await authKit.changeSettings({ accessTokenTtl: 2 });
    await tabs.signIn(ACME);
    await authKit.changeSettings(setting);

    // Calls go on: with what is still good, and then with nothing.
    await expect
      .poll(async () => {
        await tabs.organization();
        return (await authKit.refreshes(ACME.id)).length;
      })
      .toBeGreaterThan(1);
    expect(await tabs.organization()).toBeDefined();

    const claims = traffic.authorized.map(({ headers }) => claimsOfToken(headers.authorization));
    expect(new Set(claims.map((claim) => claim?.org_id))).toEqual(new Set([ACME.id]));
    expect(new Set(claims.map((claim) => claim?.sub))).toEqual(new Set([ADA.id]));
  });
}
