import { Hono } from 'hono';
import { serveApp } from '../../dev/serve-app.ts';
import { addNote, expectOrganization, signIn, switchTo } from '../support/app.ts';
import type { AppServer } from '../support/app-server.ts';
import { bundleScript } from '../support/bundle-script.ts';
import { startInProcess } from '../support/in-process-server.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { test as base, expect } from '../support/test.ts';
import { VAULT_SECRET } from '../support/vault.ts';

const WORKER = '/assets/org-fetch-worker.js';

const test = base.extend<object, { server: AppServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const script = await bundleScript('org-fetch-worker.ts');
      const server = await startInProcess({ VAULT_SECRET, BINDING: 'explicit' }, (backEnd) => {
        const app = new Hono();
        app.get(WORKER, (c) => c.body(script, 200, { 'Content-Type': 'text/javascript' }));
        app.use(async (c, next) => {
          await next();
          // The test itself creates workers, which Trusted Types forbid.
          const policy = c.res.headers.get('Content-Security-Policy');
          if (policy !== null)
            c.header('Content-Security-Policy', policy.replace("; require-trusted-types-for 'script'", ''));
        });
        app.route('/', serveApp(backEnd, 'dist'));
        return app;
      });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

test('explicit binding: the app works, a plain call is refused, and orgFetch works in workers', async ({
  page,
}) => {
  await signIn(page, ACME);
  await addNote(page, 'written with explicit binding');
  await switchTo(page, GLOBEX);
  await expectOrganization(page, GLOBEX);

  const refused = await page.evaluate(async () => {
    const response = await fetch('/api/me');
    return { status: response.status, ...(await response.json()) };
  });
  expect(refused).toMatchObject({ status: 401, code: 'organization_unbound' });
  expect(refused.detail).toContain("orgFetch(slug, '/api/…')");

  const inWorkers = await page.evaluate(async (script) => {
    const dedicated = new Worker(script);
    const { port } = new SharedWorker(script);
    const ask = (worker: Worker | MessagePort, slug: string) =>
      new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage(slug);
      });
    const responses = [];
    for (const worker of [dedicated, port])
      for (const slug of ['acme', 'globex', 'nowhere']) responses.push(await ask(worker, slug));
    return responses;
  }, WORKER);
  const expected = ['acme', 'globex', 'organization_unknown'];
  expect(inWorkers).toEqual([...expected, ...expected]);
});
