import { Hono } from 'hono';
import { serveApp } from '../../dev/serve-app.ts';
import { heading, signIn } from '../support/app.ts';
import type { AppServer } from '../support/app-server.ts';
import { startInProcess } from '../support/in-process-server.ts';
import { setOffline, waitForAppShell } from '../support/offline.ts';
import { ACME } from '../support/organizations.ts';
import { test as base, expect } from '../support/test.ts';
import { VAULT_SECRET } from '../support/vault.ts';
import { WorkerStopper } from '../support/worker-control.ts';

/** A file that the worker precaches and that no page loads. */
const PRECACHED = '/icons/maskable-512.png';

/** The built app on a server that does not respond to requests for {@link PRECACHED} between `hold()` and `release()`. */
interface HoldingServer extends AppServer {
  readonly hold: () => void;
  readonly release: () => void;
  /** How many requests it has held since `hold()`. */
  readonly held: () => number;
}

async function startHoldingServer(): Promise<HoldingServer> {
  let held = 0;
  let release = (): void => {};
  let released = Promise.resolve();
  const hold = (): void => {
    held = 0;
    released = new Promise((resolve) => {
      release = resolve;
    });
  };
  const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
    const app = new Hono();
    app.get(PRECACHED, async (_c, next) => {
      held += 1;
      await released;
      await next();
    });
    app.route('/', serveApp(backEnd, 'dist'));
    return app;
  });
  return { ...server, hold, release: () => release(), held: () => held };
}

const test = base.extend<object, { server: HoldingServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const server = await startHoldingServer();
      await use(server);
      server.release();
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

test('a user signs in and reloads while a file of the precache does not load, and the app opens offline once a later worker has loaded it', async ({
  page,
  context,
  server,
}) => {
  server.hold();
  await signIn(page, ACME);
  await expect.poll(server.held).toBeGreaterThan(0);
  // Not all is stored, so the server's document is shown.
  await page.reload();
  await expect(heading(page, ACME)).toBeVisible();

  const worker = await WorkerStopper.attach(page);
  await worker.stop();
  server.release();
  await page.goto('/acme/settings');
  await expect(page.getByRole('button', { name: 'Sign out of Acme' })).toBeVisible();
  await waitForAppShell(page);

  await setOffline(context, true);
  await page.goto('/acme/');
  await expect(heading(page, ACME)).toBeVisible();
  await expect(page.getByText(ACME.note)).toBeVisible();
  const icon = await page.evaluate(async (path) => (await fetch(path)).status, PRECACHED);
  expect(icon).toBe(200);
});
