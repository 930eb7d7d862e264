import { expect, test } from '../support/attack-test.ts';
import { expectExits } from '../support/exits.ts';

test('R51: no exit of a signed-in page leads to another host', async ({ attack }) => {
  await expectExits(attack, []);
});

test('R51: a sign-in still arrives when AuthKit redirects it through another origin', async ({ attack }) => {
  const { page, authKit, evil, server } = attack;
  const Location = `${evil.origin}/identity-provider`;
  await authKit.addFault({ on: 'authorize', times: 1, status: 302, headers: { Location } });
  await page.goto(`${server.origin}/acme/`);
  await expect.poll(() => evil.paths).toContain('/identity-provider');
});
