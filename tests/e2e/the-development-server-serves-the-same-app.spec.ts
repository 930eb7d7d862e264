import { emailField, submitEmail, switchTo } from '../support/app.ts';
import { startAppServer } from '../support/app-server.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, ADA, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('the development server serves the same app: sign-in, switch, calls', { tag: '@long' }, async ({
  page,
}) => {
  // It compiles at the first request.
  test.setTimeout(240_000);
  const development = await startAppServer({}, 'development');
  try {
    await page.goto(`${development.origin}/globex/`);
    await expect(emailField(page)).toBeVisible({ timeout: 30_000 });
    await submitEmail(page, ADA.email);
    await expect(page.getByRole('heading', { level: 1, name: GLOBEX.name })).toBeVisible();
    await page.goto(`${development.origin}/acme/`);
    await expect(page.getByRole('heading', { level: 1, name: ACME.name })).toBeVisible();
    await switchTo(page, GLOBEX);
    await expect(page.getByRole('heading', { level: 1, name: GLOBEX.name })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(GLOBEX.note);
    expect(await organizationOf(page)).toBe(GLOBEX.slug);
  } finally {
    // Before its server: Vite's client would look for it from its own worker.
    await page.close();
    await development.stop();
  }
});
