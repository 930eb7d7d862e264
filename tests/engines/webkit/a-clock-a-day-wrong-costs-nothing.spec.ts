import { ACME, GLOBEX } from '../../support/organizations.ts';
import { expect, test } from '../support/webkit-test.ts';

const DAY = 86_400;

// A worker uses the clock of the machine. So the test shifts the clocks of AuthKit and the API instead.
test('a device whose clock is a day slow, then a day ahead, signs in, calls and renews: no loop, no sign-out', async ({
  tabs,
  authKit,
}) => {
  await authKit.changeSettings({ clockOffset: DAY });
  await tabs.signIn(GLOBEX);
  await tabs.signIn(ACME);
  const { length: begun } = await authKit.startedSids();
  for (const clockOffset of [-DAY, DAY, 0, -DAY]) {
    const { length: before } = await authKit.refreshes();
    await authKit.changeSettings({ clockOffset });
    expect(await tabs.organization()).toBe(ACME.slug);
    await tabs.reload();
    await tabs.expectOrganization(ACME);
    // Of Acme at most, when its token has expired.
    expect((await authKit.refreshes()).length - before).toBeLessThanOrEqual(1);
  }
  expect(await authKit.startedSids()).toHaveLength(begun);
});
