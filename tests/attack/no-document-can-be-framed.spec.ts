import type { Page } from '@playwright/test';
import { signIn } from '../support/app.ts';
import { DOCUMENTS, embed, FORMS, shown } from '../support/embed-documents.ts';
import { expect, HOSTILE_DOCUMENT, test } from '../support/hostile-test.ts';
import { unregister } from '../support/open-and-watch.ts';
import { ACME } from '../support/organizations.ts';

async function expectNothingFramed(page: Page, origin: string, from: string): Promise<void> {
  await page.goto(from);
  expect(await page.evaluate(embed, [DOCUMENTS, FORMS] as const), from).toEqual([]);
  expect(page.frames().length).toBeGreaterThan(DOCUMENTS.length * 3);
  expect(shown(page, origin), from).toEqual([]);
}

test('R44: no document of the origin can be framed, with the worker registered and after unregister()', async ({
  page,
  server,
  evil,
}) => {
  // Firefox tells the end of not every frame that it blocks, so each document takes the whole patience, three times.
  test.setTimeout(400_000);
  await signIn(page, ACME);
  await expectNothingFramed(page, server.origin, HOSTILE_DOCUMENT);

  await page.evaluate(unregister);
  await page.goto(HOSTILE_DOCUMENT);
  expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
  await expectNothingFramed(page, server.origin, HOSTILE_DOCUMENT);

  await page.goto(`${evil.origin}/embedder.html`);
  const absolute = DOCUMENTS.map((path) => server.origin + path);
  await page.evaluate(embed, [absolute, FORMS] as const);
  expect(shown(page, server.origin), 'from another origin').toEqual([]);
});
