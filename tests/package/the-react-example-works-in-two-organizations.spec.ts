import { cpSync } from 'node:fs';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import type { LocalAuthKit } from '../../dev/testing/index.ts';
import { ConsoleGuard } from '../support/console-guard.ts';
import { onFreePorts } from '../support/free-ports.ts';
import { VAULT_SECRET } from '../support/vault.ts';
import { manifestOf, Project } from './support/project.ts';

interface Example {
  readonly origin: string;
  readonly authKit: LocalAuthKit;
}

const test = base.extend<{ example: Example }, { project: Project }>({
  /** `examples/react`, installed, type-checked and built. */
  project: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
    async ({}, use) => {
      const source = 'examples/react';
      const project = await Project.install(manifestOf(source), (folder) =>
        cpSync(source, folder, { recursive: true }),
      );
      for (const configuration of ['tsconfig.json', 'tsconfig.worker.json'])
        await project.run(project.bin('tsc'), '-p', configuration);
      await project.run(project.bin('vite'), 'build');
      await use(project);
      project.remove();
    },
    { scope: 'worker', timeout: 900_000 },
  ],
  /** Its own server, with a local AuthKit of the package. */
  example: async ({ project }, use) => {
    const { startLocalAuthKit } = await project.testing();
    const { server, ...example } = await onFreePorts(async (port) => {
      const origin = `http://localhost:${port}`;
      const authKit = await startLocalAuthKit({
        port: port + 1,
        appOrigins: [origin],
        // No refresh happens during the test, on a slow machine either.
        accessTokenTtl: 3_600,
      });
      const environment = { PORT: String(port), ORIGIN: origin, WORKOS_ORIGIN: authKit.origin, VAULT_SECRET };
      const command = { command: process.execPath, parameters: ['server/start.js'], environment };
      try {
        return { origin, authKit, server: await project.start(/^ready/, command) };
      } catch (error) {
        await authKit.close();
        throw error;
      }
    });
    await use(example);
    await server.stop();
    await example.authKit.close();
  },
  baseURL: async ({ example }, use) => use(example.origin),
});

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

async function expectNotes(page: Page, slug: string, notes: readonly string[]): Promise<void> {
  await expect(heading(page, slug)).toBeVisible();
  await expect(page.getByRole('listitem')).toHaveText(notes);
}

/** Delivers a push message to the worker, as a push service does. */
async function push(page: Page, context: BrowserContext, origin: string, data: string): Promise<void> {
  const session = await context.newCDPSession(page);
  const registration = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL === `${origin}/`);
      if (own !== undefined) resolve(own.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.deliverPushMessage', {
    origin,
    registrationId: await registration,
    data,
  });
  await session.detach();
}

test('the official SDK, TanStack Router and an own worker of vite-plugin-pwa run on the keyring', async ({
  page,
  context,
  project,
  example: { origin, authKit },
}) => {
  const guard = new ConsoleGuard(context);
  const { signInAs, goOffline, goOnline, stopWorker } = await project.testing();

  await test.step('a sign-in to one organization', async () => {
    await page.goto('/acme/');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await signInAs(page, { email: 'ada@example.com' });
    await expectNotes(page, 'acme', ['A note of Acme']);
    await expect(page.getByText('Ada Lovelace, admin')).toBeVisible();
  });
  const other = await context.newPage();
  await test.step('the second organization needs no second sign-in', async () => {
    await other.goto('/acme/');
    await expectNotes(other, 'acme', ['A note of Acme']);
    await other.getByRole('link', { name: 'globex' }).click();
    await expectNotes(other, 'globex', ['A note of Globex']);
    await expect(other.getByText('Ada Lovelace, member')).toBeVisible();
    const authorizations = (await authKit.control.log()).filter(({ kind }) => kind === 'authorize');
    expect(authorizations).toHaveLength(1);
    await page.reload();
    await expectNotes(page, 'acme', ['A note of Acme']);
  });
  const oauth = await authKit.control.oauthRequests();

  await test.step('a preload on hover has the data of its own organization', async () => {
    const preloaded = page.waitForResponse(
      (response) =>
        response.url() === `${origin}/api/notes` && response.request().headers()['x-org-slug'] === 'globex',
    );
    await page.getByRole('link', { name: 'globex' }).hover();
    expect(await (await preloaded).json()).toMatchObject([{ text: 'A note of Globex' }]);
    await expect(page).toHaveURL('/acme/');
    await expectNotes(page, 'acme', ['A note of Acme']);
  });

  await test.step('a switch, and back, without OAuth', async () => {
    await page.getByRole('link', { name: 'globex' }).click();
    await expectNotes(page, 'globex', ['A note of Globex']);
    await expect(page.getByText('Ada Lovelace, member')).toBeVisible();
    await page.goBack();
    await expectNotes(page, 'acme', ['A note of Acme']);
    await expect(page.getByText('Ada Lovelace, admin')).toBeVisible();
  });

  await test.step('a call with the token of useAuth() belongs to the organization of its tab', async () => {
    for (const [tab, text] of [
      [page, 'From the first tab'],
      [other, 'From the second tab'],
    ] as const) {
      await tab.getByLabel('New note').fill(text);
      await tab.getByRole('button', { name: 'Add' }).click();
      await expect(tab.getByRole('listitem').nth(1)).toHaveText(text);
    }
    await stopWorker(page);
    await page.reload();
    await expectNotes(page, 'acme', ['A note of Acme', 'From the first tab']);
    await other.reload();
    await expectNotes(other, 'globex', ['A note of Globex', 'From the second tab']);
  });

  await test.step('a call that names no organization is refused, and gets no data of another', async () => {
    const refused = await page.evaluate(async () => {
      const response = await fetch('/api/notes');
      const { code }: { code: string } = await response.json();
      return { status: response.status, code };
    });
    expect(refused).toEqual({ status: 401, code: 'organization_unbound' });
  });
  expect(await authKit.control.oauthRequests()).toEqual(oauth);

  await test.step("the worker's own routes and its push handler work", async () => {
    const cached = () =>
      page.evaluate(async () => (await (await caches.open('images')).keys()).map(({ url }) => url));
    await expect.poll(cached).toContain(`${origin}/pictures/acme`);
    await context.grantPermissions(['notifications']);
    await push(page, context, origin, 'A new note in Acme');
    const shown = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        return (await registration.getNotifications()).map(({ title }) => title);
      });
    await expect.poll(shown).toEqual(['A new note in Acme']);
  });

  await test.step('offline, the page opens, and goes on when the network is back', async () => {
    await goOffline(page);
    await page.reload();
    await expect(heading(page, 'acme')).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('The notes could not be loaded.');
    await goOnline(page);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expectNotes(page, 'acme', ['A note of Acme', 'From the first tab']);
  });

  await test.step('a sign-out ends the session of every organization', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${origin}/`);
    await page.goto('/acme/');
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    await other.goto('/globex/');
    await expect(other.getByRole('button', { name: 'Sign in' })).toBeVisible();
  });
  expect(guard.problems()).toEqual([]);
});

test('the official SDK shows no cached data and no text of one user to the next, who signs in meanwhile', async ({
  page,
  context,
  project,
}) => {
  const { signInAs } = await project.testing();
  await page.addInitScript(() => {
    const send = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const response = await send(input, init);
      await (globalThis as { held?: Promise<void> }).held;
      return response;
    };
  });
  await page.goto('/acme/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await signInAs(page, { email: 'ada@example.com' });
  await expectNotes(page, 'acme', ['A note of Acme']);
  await page.getByLabel('New note').fill('A text of Ada');
  await page.evaluate(() => {
    const held = new Promise<void>((resolve) => addEventListener('test-release', () => resolve()));
    Object.assign(globalThis, { held });
  });

  const other = await context.newPage();
  await other.goto('/acme/');
  await other.getByRole('button', { name: 'Sign out' }).click();
  await other.waitForURL('/');
  await other.goto('/acme/');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await signInAs(other, { email: 'grace@example.com', organizationName: 'Acme' });
  await other.goto('/acme/');
  await expect(other.getByText('Grace Hopper')).toBeVisible();

  await expect(page.getByRole('listitem')).toHaveCount(0);
  await page.evaluate(() => dispatchEvent(new Event('test-release')));
  await expectNotes(page, 'acme', ['A note of Acme']);
  await expect(page.getByText('Grace Hopper')).toBeVisible();
  await expect(page.getByLabel('New note')).toHaveValue('');
});
