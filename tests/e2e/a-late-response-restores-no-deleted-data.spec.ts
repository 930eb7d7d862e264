import { emailField, submitEmail } from '../support/app.ts';
import { startAppServer } from '../support/app-server.ts';
import { privateCaches } from '../support/notes.ts';
import { ACME, ADA } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

/** What `/src/client/private-cache.ts` offers, as the page imports it. */
interface PrivateCacheModule {
  openPrivateCache(
    kind: 'kept' | 'unsent',
    organizationId: string,
    userId: string,
  ): Promise<Cache | undefined>;
}

test('data that a page writes after a sign-out, through a cache opened before, is not kept', async ({
  page,
  context,
}) => {
  // The development server serves the library's own module; it compiles at the first request.
  test.setTimeout(180_000);
  const development = await startAppServer({}, 'development');
  try {
    await page.goto(`${development.origin}/acme/`);
    await expect(emailField(page)).toBeVisible({ timeout: 30_000 });
    await submitEmail(page, ADA.email);
    await expect(page.getByRole('heading', { level: 1, name: ACME.name })).toBeVisible({ timeout: 30_000 });
    const late = await page.evaluateHandle(async () => {
      const path = '/src/client/private-cache.ts';
      const { openPrivateCache }: PrivateCacheModule = await import(path);
      return {
        opened: await openPrivateCache('kept', 'org_acme', 'user_ada'),
        open: () => openPrivateCache('kept', 'org_acme', 'user_ada'),
        ofAnother: await openPrivateCache('kept', 'org_acme', 'user_grace'),
      };
    });
    expect(await late.evaluate(({ opened, ofAnother }) => [opened !== undefined, ofAnother])).toEqual([
      true,
      undefined,
    ]);

    const other = await context.newPage();
    await other.goto(`${development.origin}/sessions`);
    await other.getByRole('button', { name: 'Sign out of Acme', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Sign in to Acme' })).toBeVisible({ timeout: 30_000 });

    await late.evaluate(({ opened }) => opened?.put('/api/notes', new Response('late')));
    expect(await late.evaluate(({ open }) => open())).toBeUndefined();
    expect(await privateCaches(other)).toEqual([]);

    // Signed in again, it is another cache: what came late is not in it.
    await page.getByRole('button', { name: 'Sign in to Acme' }).click();
    await expect(page.getByRole('heading', { level: 1, name: ACME.name })).toBeVisible({ timeout: 30_000 });
    await expect.poll(() => privateCaches(page)).toContain('keyring:kept:org_acme:user_ada');
    const kept = await page.evaluate(async () => {
      const cache = await caches.open('keyring:kept:org_acme:user_ada');
      return (await (await cache.match('/api/notes'))?.text()) ?? '';
    });
    expect(kept).not.toBe('late');
  } finally {
    // Before its server: Vite's client would look for it from its own worker.
    for (const open of context.pages()) await open.close();
    await development.stop();
  }
});
