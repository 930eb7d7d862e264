import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { runFullCycle } from '../../support/full-cycle.ts';
import { withoutAuthorizationParameters } from '../../support/record-messages.ts';
import { readRecord } from '../../support/recorders.ts';

export const attacks: Attacks = {
  'R1: no message to the page contains a token, a code or a verifier': async ({ page, authKit, traffic }) => {
    await runFullCycle(page, authKit);

    const messages = (await readRecord(page)).filter((line) => line.startsWith('message '));

    expect(traffic.secrets.size).toBeGreaterThan(10);
    expect(messages.filter((text) => text.includes('"answer"')).length).toBeGreaterThan(10);
    expect(messages.some((text) => text.includes('sessions-changed'))).toBe(true);
    expect(traffic.find(withoutAuthorizationParameters(messages.join('\n')))).toBeUndefined();
  },
};
