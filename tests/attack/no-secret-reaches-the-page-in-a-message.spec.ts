import { runFullCycle } from '../support/full-cycle.ts';
import { recordMessages, withoutAuthorizationParameters } from '../support/record-messages.ts';
import { expect, test } from '../support/test.ts';

test('R1: no message to the page holds a token, a code or a verifier', async ({ page, authKit, secrets }) => {
  test.setTimeout(120_000);
  const messages: string[] = [];
  await page.exposeFunction('recordMessage', (text: string) => messages.push(text));
  await page.addInitScript(recordMessages);

  await runFullCycle(page, authKit);

  expect((await secrets.values()).size).toBeGreaterThan(10);
  expect(messages.filter((text) => text.includes('"answer"')).length).toBeGreaterThan(10);
  expect(messages.some((text) => text.includes('sessions-changed'))).toBe(true);
  expect(await secrets.find(withoutAuthorizationParameters(messages.join('\n')))).toBeUndefined();
});
