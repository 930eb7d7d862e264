import { expect } from '@playwright/test';
import type { AttackedPage, Attacks } from '../../support/attack.ts';
import { DOCUMENTS, embed, FORMS } from '../../support/embed-documents.ts';
import { HOSTILE_DOCUMENT } from '../../support/hostile-server.ts';
import { unregister } from '../../support/open-and-watch.ts';
import { ACME } from '../../support/organizations.ts';

async function expectNothingFramed(page: AttackedPage, origin: string): Promise<void> {
  await page.goto(HOSTILE_DOCUMENT);
  expect(await page.evaluate(embed, [DOCUMENTS, FORMS] as const)).toEqual([]);
  const frames = await page.inEachFrame(async () => true);
  expect(frames.length).toBeGreaterThan(DOCUMENTS.length * 3);
  expect(await page.shownInFrames(origin)).toEqual([]);
  // In Firefox, BiDi can take the error page of a frame for a failure of the page's next navigation.
  await page.evaluate(() => document.body.replaceChildren());
}

export const attacks: Attacks = {
  'R44: no document of the origin can be framed, with the worker registered and after unregister()': async ({
    page,
    server,
    evil,
  }) => {
    await page.signIn(ACME);
    await expectNothingFramed(page, server.origin);

    await page.evaluate(unregister);
    await page.goto(HOSTILE_DOCUMENT);
    expect(await page.evaluate(() => navigator.serviceWorker.controller === null)).toBe(true);
    await expectNothingFramed(page, server.origin);

    await page.goto(`${evil.origin}/embedder.html`);
    const absolute = DOCUMENTS.map((path) => server.origin + path);
    await page.evaluate(embed, [absolute, FORMS] as const);
    expect(await page.shownInFrames(server.origin), 'from another origin').toEqual([]);
  },
};
