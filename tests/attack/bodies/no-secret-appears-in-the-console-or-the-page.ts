import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { runFullCycle } from '../../support/full-cycle.ts';
import { readRecord, sayCanaries } from '../../support/recorders.ts';

export const attacks: Attacks = {
  'R1: no token, code or verifier appears in the console or in the document': async ({
    page,
    authKit,
    traffic,
  }) => {
    await runFullCycle(page, authKit);

    await sayCanaries(page);
    // The worker sends its lines in order, so the earlier ones have arrived with this one.
    await expect.poll(() => traffic.workerConsole).toContain('canary of the worker');
    const record = await readRecord(page);
    expect(record).toContain('console canary of the page');
    const lines = record.filter((line) => line.startsWith('console '));
    expect(traffic.secrets.size).toBeGreaterThan(10);
    expect(traffic.find(lines.join('\n'))).toBeUndefined();
    expect(traffic.find(traffic.workerConsole)).toBeUndefined();
    const document = await page.evaluate(() => globalThis.document.documentElement.outerHTML);
    expect(document).toContain('Globex');
    expect(traffic.find(document)).toBeUndefined();
  },
};
