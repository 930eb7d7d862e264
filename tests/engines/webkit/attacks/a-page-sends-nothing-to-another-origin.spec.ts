import { ACME } from '../../../support/organizations.ts';
import {
  BLOCKED,
  postTo,
  recordViolations,
  sendEverywhere,
  violations,
} from '../../../support/send-everywhere.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';

test("R44: the page's policy lets nothing out to another origin, nor to AuthKit's token endpoint", async ({
  tabs,
  evil,
  server,
  authKit,
}) => {
  await tabs.signIn(ACME);
  const before = await authKit.log();
  await tabs.evaluate(recordViolations);

  await tabs.evaluate(sendEverywhere, evil.origin);
  const reached = await tabs.evaluate(postTo, `${server.authKitOrigin}/user_management/authenticate`);
  for (const way of BLOCKED)
    await expect.poll(() => tabs.evaluate(violations)).toContain(`${evil.origin}/by-${way}`);

  expect(reached).toBe('blocked');
  expect(await authKit.log()).toEqual(before);
  // Whatever was on its way would be there before the answer to this one, which nothing keeps back.
  await tabs.open();
  await tabs.goto(`${evil.origin}/last`);
  expect(evil.paths.filter((path) => path !== '/favicon.ico')).toEqual(['/last']);
});
