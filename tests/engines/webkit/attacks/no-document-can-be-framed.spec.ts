import { DOCUMENTS, embed, FORMS } from '../../../support/embed-documents.ts';
import { unregister } from '../../../support/open-and-watch.ts';
import { ACME } from '../../../support/organizations.ts';
import { shownInFrames } from '../../support/shown-in-frames.ts';
import { expect, HOSTILE_DOCUMENT, test } from '../../support/webkit-attack-test.ts';
import type { WebKitTabs } from '../../support/webkit-tabs.ts';

async function expectNothingFramed(tabs: WebKitTabs, origin: string): Promise<void> {
  await tabs.goto(HOSTILE_DOCUMENT);
  expect(await tabs.evaluate(embed, [DOCUMENTS, FORMS] as const)).toEqual([]);
  const { frames, shown } = await shownInFrames(tabs, origin);
  expect(frames).toBeGreaterThan(DOCUMENTS.length * 3);
  expect(shown).toEqual([]);
}

test('R44: no document of the origin can be framed, with the worker registered and after unregister()', async ({
  tabs,
  server,
  evil,
}) => {
  await tabs.signIn(ACME);
  await expectNothingFramed(tabs, server.origin);

  await tabs.evaluate(unregister);
  await tabs.goto(HOSTILE_DOCUMENT);
  expect(await tabs.evaluate(() => navigator.serviceWorker.controller === null)).toBe(true);
  await expectNothingFramed(tabs, server.origin);

  await tabs.goto(`${evil.origin}/embedder.html`);
  const absolute = DOCUMENTS.map((path) => server.origin + path);
  await tabs.evaluate(embed, [absolute, FORMS] as const);
  expect((await shownInFrames(tabs, server.origin)).shown, 'from another origin').toEqual([]);
});
