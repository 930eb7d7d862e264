import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../postgresql/support/postgres-server.ts';
import { expectOrganization, signIn } from '../support/app.ts';
import { type AppServer, restartAppServer, startAppServer } from '../support/app-server.ts';
import { noteTexts, writeNote } from '../support/notes.ts';
import { ACME } from '../support/organizations.ts';
import { test as base, expect } from '../support/test.ts';

/** Stops the server of this file, in one of the ways in which a process ends, and starts it again. */
type Restart = (signal: NodeJS.Signals) => Promise<void>;

/** Where a server stores its data, and how to end it. */
type OpenDatabase = () => Promise<{
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => void;
}>;

const DATABASES: Readonly<Record<string, OpenDatabase>> = {
  'in the embedded database': async () => ({ environment: {}, close: () => {} }),
  'in a PostgreSQL server': async () => {
    const postgres = await startPostgres();
    return { environment: { DATABASE_URL: postgres.url }, close: () => postgres.remove() };
  },
};

const testWith = (openDatabase: OpenDatabase) =>
  base.extend<object, { restart: Restart; kept: { server: AppServer; restart: Restart } }>({
    kept: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern.
      async ({}, use) => {
        const directory = await mkdtemp(join(tmpdir(), 'keyring-state-'));
        const database = await openDatabase();
        const environment = { STATE: 'kept', STATE_DIRECTORY: directory, ...database.environment };
        let current = await startAppServer(environment);
        await use({
          server: current,
          restart: async (signal) => {
            await current.stop(signal);
            current = await restartAppServer(current.port, environment);
          },
        });
        await current.stop();
        database.close();
        await rm(directory, { recursive: true, force: true });
      },
      // A new database needs seconds on a busy machine.
      { scope: 'worker', timeout: 240_000 },
    ],
    server: [async ({ kept }, use) => use(kept.server), { scope: 'worker' }],
    restart: [async ({ kept }, use) => use(kept.restart), { scope: 'worker' }],
  });

for (const [place, openDatabase] of Object.entries(DATABASES))
  testWith(openDatabase)(
    `after Ctrl-C and after a kill the session works without a sign-in, and the notes are there (${place})`,
    { tag: '@long' },
    async ({ page, authKit, restart }, testInfo) => {
      testInfo.setTimeout(300_000);
      await signIn(page, ACME);
      const written: string[] = [];
      for (const signal of ['SIGINT', 'SIGKILL'] as const) {
        const text = `Written before ${signal}`;
        await writeNote(page, text);
        written.push(text);
        await restart(signal);
        await page.goto('/acme/');
        await expectOrganization(page, ACME);
        expect((await noteTexts(page, ACME)).slice(-written.length)).toEqual(written);
        expect((await authKit.log()).map(({ kind }) => kind)).not.toContain('authorize');
      }
    },
  );
