import { expect } from '@playwright/test';
import type { Attacks } from '../../support/attack.ts';
import { listenToTheWorker, whatWasHeard } from '../../support/bystander.ts';
import { askFrom, embedEachKind, KINDS, QUESTIONS, startFlow } from '../../support/frame-questions.ts';
import { HOSTILE_DOCUMENT } from '../../support/hostile-server.ts';
import { ACME } from '../../support/organizations.ts';

export const attacks: Attacks = {
  'R22, R40: messages of frames get no reply, and start or end no flow': async ({
    page,
    others,
    authKit,
  }) => {
    await page.signIn(ACME);
    const before = await authKit.log();
    await page.goto(HOSTILE_DOCUMENT);
    await page.evaluate(embedEachKind, [HOSTILE_DOCUMENT, KINDS] as const);

    const heard = await page.inEachFrame((frame) =>
      askFrom(frame, QUESTIONS).catch((error: unknown) => [`refused: ${String(error)}`]),
    );
    expect(heard).toHaveLength(KINDS.length);
    // Browsers refuse some kinds of frames any registration to ask: Chromium four, WebKit two.
    const refused = heard.flat().filter((text) => text.startsWith('refused: '));
    expect(refused.length).toBeLessThanOrEqual(4);
    expect(heard.flat().filter((text) => !refused.includes(text))).toEqual([]);

    // The same questions from a window get responses. The sign-out is left out.
    await page.evaluate((path) => void open(path), HOSTILE_DOCUMENT);
    await expect.poll(async () => (await others()).length).toBe(1);
    for (const window of [page, ...(await others())]) {
      await expect.poll(async () => (await window.address()).pathname).toBe(HOSTILE_DOCUMENT);
      const responses = async (): Promise<string> => (await askFrom(window, QUESTIONS.slice(0, 2))).join();
      await expect.poll(responses).toContain('"status":"active"');
    }
    expect(await authKit.log(), 'no flow began, and no session was ended').toEqual(before);
  },

  'R41: only the requesting page receives the reply, and no other page receives its authorization URL':
    async ({ page, open }) => {
      await page.signIn(ACME);
      const bystander = await open();
      await bystander.goto(HOSTILE_DOCUMENT);
      await bystander.evaluate(listenToTheWorker);

      const own = await page.evaluate(startFlow);

      expect(own).toContain('authorizationUrl');
      await expect.poll(() => bystander.evaluate(whatWasHeard)).toContain('sessions-changed');
      expect(await bystander.evaluate(whatWasHeard)).not.toMatch(/authorizationUrl|state=|code_challenge/);
    },
};
