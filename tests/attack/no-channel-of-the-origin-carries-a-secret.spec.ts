import { addNote, heading, signIn, switchTo } from '../support/app.ts';
import { listenOnChannels, whatWasHeard } from '../support/bystander.ts';
import { organizationsOf } from '../support/calls.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/wire-test.ts';

test('R41: a bystander that listens on every BroadcastChannel and to storage hears no secret', async ({
  page,
  context,
  authKit,
  secrets,
}) => {
  const names = new Set<string>();
  await context.exposeFunction('nameChannel', (name: string) => names.add(name));
  await context.addInitScript(() => {
    const { nameChannel } = globalThis as unknown as { nameChannel(name: string): void };
    globalThis.BroadcastChannel = class extends BroadcastChannel {
      constructor(name: string) {
        super(name);
        nameChannel(name);
      }
    };
  });
  await authKit.changeSettings({ accessTokenTtl: 3 });
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  await expect.poll(() => names.size).toBeGreaterThan(1);
  const bystander = await context.newPage();
  await bystander.goto('/favicon.svg');
  await bystander.evaluate(listenOnChannels, [...names]);
  const heard = (): Promise<string> => bystander.evaluate(whatWasHeard);

  await switchTo(page, ACME);
  await expect(heading(page, ACME)).toBeVisible();
  await addNote(page, 'A note that the others hear of');
  await expect.poll(heard).toContain('A note that the others hear of');
  await organizationsOf(page, 40, 4);
  await expect.poll(async () => (await authKit.refreshes()).length).toBeGreaterThan(0);
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Sign out of Acme', exact: true })).toBeHidden();

  expect((await secrets.values()).size).toBeGreaterThan(4);
  expect(await secrets.find(await heard())).toBeUndefined();
});
