import { expectOrganization, signIn, signInButton } from '../support/app.ts';
import { expect, test } from '../support/attack-test.ts';
import { brokenAnswers, CANARY } from '../support/broken-answers.ts';
import { organizationsOf } from '../support/calls.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { readAddresses, readBrowserStorage } from '../support/page-memory.ts';

test('R1: what a broken token endpoint says reaches no page, storage, console or address', async ({
  page,
  context,
  authKit,
  consoleGuard,
}) => {
  const messages: string[] = [];
  await context.exposeFunction('recordMessage', (text: string) => messages.push(text));
  await context.addInitScript(() => {
    navigator.serviceWorker?.addEventListener('message', ({ data }) =>
      (globalThis as unknown as { recordMessage(text: string): void }).recordMessage(JSON.stringify(data)),
    );
  });
  await authKit.changeSettings({ accessTokenTtl: 2 });
  await signIn(page, ACME);
  const { length: before } = await authKit.refreshes();
  for (const fault of brokenAnswers()) await authKit.addFault(fault);

  const calls = organizationsOf(page, 100_000, 2).catch(() => []);
  await expect.poll(async () => (await authKit.refreshes()).length).toBeGreaterThan(before + 2);
  await page.goto('/globex/');
  await calls;
  await expect(signInButton(page, GLOBEX)).toBeVisible();

  const swept = [await page.content(), await readBrowserStorage(page), await readAddresses(page)];
  swept.push(consoleGuard.text, messages.join('\n'));
  expect(messages.length).toBeGreaterThan(0);
  for (const text of swept) expect(text.includes(CANARY)).toBe(false);
  await page.goto('/acme/');
  await expectOrganization(page, ACME);
});
