import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { embed, FORMS } from '../../support/embed-documents.ts';
import { HOSTILE_DOCUMENT } from '../../support/hostile-server.ts';

const CALLBACK = '/auth/callback?code=a-secret-code&state=x';

export const attacks: Attacks = {
  // It shows that the test of frames can fail: without the two headers the same script reads the code.
  'without frame-ancestors and X-Frame-Options the code is read through a frame': async ({
    page,
    server,
  }) => {
    await page.goto(HOSTILE_DOCUMENT);

    const read = await page.evaluate(embed, [[CALLBACK], FORMS] as const);

    for (const form of ['iframe', 'object', 'sandboxed', 'in srcdoc'])
      expect(read.join('\n')).toContain(`${form} read ${server.origin}${CALLBACK}`);
    expect((await page.shownInFrames(server.origin)).length).toBeGreaterThan(3);
  },
};
