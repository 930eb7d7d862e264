import { withoutAuthorizationParameters } from '../../../support/record-messages.ts';
import { readRecord, sayCanaries } from '../../support/recorders.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';
import { runFullCycle } from '../../support/webkit-cycle.ts';

test.use({ isRecorded: true });

test('R1: no message to the page and no line of the consoles holds a token, a code or a verifier', async ({
  tabs,
  authKit,
  traffic,
}) => {
  await runFullCycle(tabs, authKit);

  await sayCanaries(tabs);
  // The worker sends its lines in order: after this one there is none of before.
  await expect.poll(() => traffic.workerConsole).toContain('canary of the worker');
  const record = await readRecord(tabs);
  const messages = record.filter((line) => line.startsWith('message '));
  expect(record).toContain('console canary of the page');
  expect(traffic.secrets.size).toBeGreaterThan(10);
  expect(messages.filter((text) => text.includes('"answer"')).length).toBeGreaterThan(10);
  expect(messages.some((text) => text.includes('sessions-changed'))).toBe(true);
  expect(traffic.find(withoutAuthorizationParameters(record.join('\n')))).toBeUndefined();
  expect(traffic.find(traffic.workerConsole)).toBeUndefined();
});
