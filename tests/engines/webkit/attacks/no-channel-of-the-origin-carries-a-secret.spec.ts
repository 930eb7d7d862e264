import { listenOnChannels, whatWasHeard } from '../../../support/bystander.ts';
import { organizationsOf } from '../../../support/calls.ts';
import { ACME, GLOBEX } from '../../../support/organizations.ts';
import { readRecord } from '../../support/recorders.ts';
import { expect, HOSTILE_DOCUMENT, test } from '../../support/webkit-attack-test.ts';

test.use({ isRecorded: true });

test('R41: a bystander that listens on every BroadcastChannel and to storage hears no secret', async ({
  tabs,
  authKit,
  traffic,
}) => {
  await authKit.changeSettings({ accessTokenTtl: 3 });
  await tabs.signIn(ACME);
  await tabs.signIn(GLOBEX);
  const channels = async (): Promise<Set<string>> =>
    new Set((await readRecord(tabs)).flatMap((line) => /^channel (.*)/.exec(line)?.[1] ?? []));
  await expect.poll(async () => (await channels()).size).toBeGreaterThan(1);
  const names = [...(await channels())];
  const page = await tabs.current();
  const bystander = await tabs.open('window');
  await tabs.goto(HOSTILE_DOCUMENT);
  await tabs.evaluate(listenOnChannels, names);

  await tabs.use(page);
  await tabs.switchTo(ACME);
  await tabs.expectOrganization(ACME);
  await tabs.addNote('A note that the others hear of');
  await tabs.use(bystander);
  await expect.poll(() => tabs.evaluate(whatWasHeard)).toContain('A note that the others hear of');
  await tabs.use(page);
  await expect
    .poll(async () => {
      await organizationsOf(tabs, 40, 4);
      return (await authKit.refreshes()).length;
    })
    .toBeGreaterThan(0);
  await tabs.goto('/sessions');
  await tabs.button('Sign out of Acme');
  await expect.poll(() => tabs.has('//button[normalize-space()="Sign out of Acme"]')).toBe(false);

  await tabs.use(bystander);
  expect(traffic.secrets.size).toBeGreaterThan(4);
  expect(traffic.find(await tabs.evaluate(whatWasHeard))).toBeUndefined();
});
