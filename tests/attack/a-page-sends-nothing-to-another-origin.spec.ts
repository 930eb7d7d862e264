import { signIn } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { ACME } from '../support/organizations.ts';
import { BLOCKED, postTo, recordViolations, sendEverywhere, violations } from '../support/send-everywhere.ts';

test("R44: the page's policy lets nothing out to another origin, nor to AuthKit's token endpoint", async ({
  page,
  evil,
  server,
  authKit,
}) => {
  await signIn(page, ACME);
  const before = await authKit.log();
  await page.evaluate(recordViolations);

  await page.evaluate(sendEverywhere, evil.origin);
  const reached = await page.evaluate(postTo, `${server.authKitOrigin}/user_management/authenticate`);
  const blocked = (): Promise<string> => page.evaluate(violations);
  for (const way of BLOCKED) await expect.poll(blocked).toContain(`${evil.origin}/by-${way}`);

  expect(reached).toBe('blocked');
  expect(await authKit.log()).toEqual(before);
  // Whatever was on its way would be there before the answer to this one, which nothing keeps back.
  await page.context().request.get(`${evil.origin}/last`);
  expect(evil.paths).toEqual(['/last']);
});
