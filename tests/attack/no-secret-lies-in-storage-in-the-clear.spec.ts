import type { Page } from '@playwright/test';
import { runFullCycle } from '../support/full-cycle.ts';
import { readBrowserStorage } from '../support/page-memory.ts';
import { expect, test } from '../support/test.ts';

test('R1, R2: no token, code or verifier lies in any storage of the origin in the clear', async ({
  page,
  authKit,
  secrets,
}) => {
  test.setTimeout(120_000);
  await runFullCycle(page, authKit);
  // A flow under way holds a verifier; it must not lie there readable either.
  await page.goto('/org-05/');
  await expect(page.getByRole('heading', { level: 1, name: 'Org 05', exact: true })).toBeVisible();

  await plantCanaries(page);
  const storage = await readBrowserStorage(page);

  for (const place of ['local', 'session', 'database', 'bytes', 'cache']) {
    expect(storage, `the sweep reaches ${place}`).toContain(`canary-in-${place}`);
  }
  expect((await secrets.values()).size).toBeGreaterThan(10);
  expect(storage).toContain('org-keyring/sessions');
  expect(storage).toContain('org_globex');
  expect(storage).not.toContain('exportable key');
  for (const secret of await secrets.values()) expect(storage.includes(secret)).toBe(false);
  expect(storage).not.toMatch(/eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/);
});

/** What a sweep does not find where it was put, it would not find where a defect put it. */
async function plantCanaries(page: Page): Promise<void> {
  await page.evaluate(async () => {
    localStorage.setItem('canary', 'canary-in-local');
    sessionStorage.setItem('canary', 'canary-in-session');
    await (await caches.open('canary')).put('/canary', new Response('canary-in-cache'));
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open('canary');
      opening.onupgradeneeded = () => opening.result.createObjectStore('canary');
      opening.onsuccess = () => {
        const transaction = opening.result.transaction('canary', 'readwrite');
        transaction.objectStore('canary').put({ inner: ['canary-in-database'] }, 1);
        transaction.objectStore('canary').put({ sealed: new TextEncoder().encode('canary-in-bytes') }, 2);
        transaction.oncomplete = () => {
          opening.result.close();
          resolve();
        };
        transaction.onabort = () => reject(transaction.error);
      };
    });
  });
}
