import { brokenAnswers, CANARY } from '../../../support/broken-answers.ts';
import { ACME } from '../../../support/organizations.ts';
import { readAddresses, readBrowserStorage } from '../../../support/page-memory.ts';
import { readRecord, sayCanaries } from '../../support/recorders.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';

test.use({ isRecorded: true });

test('R1: what a broken token endpoint says reaches no page, storage, console or address', async ({
  tabs,
  traffic,
  authKit,
}) => {
  await authKit.changeSettings({ accessTokenTtl: 2 });
  await tabs.signIn(ACME);
  const { length: before } = await authKit.refreshes();
  for (const fault of brokenAnswers()) await authKit.addFault(fault);

  await expect
    .poll(async () => {
      await tabs.organization();
      return (await authKit.refreshes()).length;
    })
    .toBeGreaterThan(before + 2);
  await tabs.goto('/globex/');
  await tabs.expectButton('Sign in to Globex');

  await sayCanaries(tabs);
  await expect.poll(() => traffic.workerConsole).toContain('canary of the worker');
  const record = (await readRecord(tabs)).join('\n');
  expect(record).toContain('sessions-changed');
  const page = await tabs.evaluate(() => document.documentElement.outerHTML);
  const swept = [page, record, traffic.workerConsole];
  swept.push(await readBrowserStorage(tabs), await readAddresses(tabs));
  for (const text of swept) expect(text.includes(CANARY)).toBe(false);
  await tabs.goto('/acme/');
  await tabs.expectOrganization(ACME);
});
