import { heading, signIn } from '../support/app.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const DAY = 86_400;

// A worker uses the clock of the machine. So the test shifts the clocks of AuthKit and the API instead.
for (const [what, clockOffset] of [
  ['a day slow', DAY],
  ['a day ahead', -DAY],
] as const) {
  test(`a device whose clock is ${what} signs in, calls, and refreshes at the right moment: no loop, no sign-out`, {
    tag: '@long',
  }, async ({ page, authKit }) => {
    await authKit.changeSettings({ clockOffset, accessTokenTtl: 6 });
    await signIn(page, GLOBEX);
    await signIn(page, ACME);
    const { length: begun } = await authKit.startedSids();
    await expect(heading(page, ACME)).toBeVisible();
    expect(await organizationOf(page)).toBe(ACME.slug);

    // Six seconds on any clock: during three refreshes no call is rejected.
    const answers = new Set<string>();
    await expect
      .poll(
        async () => {
          answers.add(await organizationOf(page));
          return (await authKit.refreshes(ACME.id)).length;
        },
        { timeout: 60_000 },
      )
      .toBeGreaterThanOrEqual(4);
    expect([...answers]).toEqual([ACME.slug]);

    // The first is the sign-in, or the refresh that opened the organization with a shared credential.
    const grants = (await authKit.log()).filter(
      ({ grant, organization }) => grant !== undefined && organization === ACME.id,
    );
    expect(grants.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    // Never at once again: that would be the loop. A token's window opens after three quarters of its life.
    for (const [index, { at }] of grants.slice(1).entries())
      expect(at - (grants[index]?.at ?? at)).toBeGreaterThan(0.7 * 6_000);
    await expect(heading(page, ACME)).toBeVisible();
    expect(await authKit.startedSids()).toHaveLength(begun);
  });
}

test('clocks that jump by a day each way, again and again, end no session', { tag: '@long' }, async ({
  page,
  authKit,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const { length: begun } = await authKit.startedSids();
  for (const clockOffset of [DAY, -DAY, DAY, 0, -DAY, 0]) {
    await authKit.changeSettings({ clockOffset });
    expect(await organizationOf(page)).toBe(ACME.slug);
    await page.reload();
    await expect(heading(page, ACME)).toBeVisible();
  }
  expect(await authKit.startedSids()).toHaveLength(begun);
});
