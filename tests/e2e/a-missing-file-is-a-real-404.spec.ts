import { signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

const MISSING = [
  '/assets/none.js',
  '/assets/none.css',
  '/manifest.webmanifest',
  '/none.png',
  '/acme/none.js',
];

test('a file that is not there is a 404 without HTML, from the server and through the worker', async ({
  page,
  request,
}) => {
  await signIn(page, ACME);
  for (const path of MISSING) {
    const direct = await request.get(path);
    expect([path, direct.status()]).toEqual([path, 404]);
    expect(direct.headers()['content-type']).not.toContain('html');
    const status = await page.evaluate(async (url) => (await fetch(url)).status, path);
    expect([path, status]).toEqual([path, 404]);
  }
  expect((await page.goto('/assets/none.js'))?.status()).toBe(404);
});

test('an API path that is not there is a 404 problem document', async ({ page }) => {
  await signIn(page, ACME);
  const answer = await page.evaluate(async () => {
    const response = await fetch('/api/none');
    return [response.status, response.headers.get('Content-Type')];
  });
  expect(answer).toEqual([404, expect.stringContaining('application/problem+json')]);
});
