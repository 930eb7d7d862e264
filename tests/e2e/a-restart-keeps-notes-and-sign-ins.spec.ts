import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectOrganization, signIn } from '../support/app.ts';
import { type AppServer, restartAppServer, startAppServer } from '../support/app-server.ts';
import { noteTexts, writeNote } from '../support/notes.ts';
import { ACME } from '../support/organizations.ts';
import { test as base, expect } from '../support/test.ts';

/** Stops the server of this file, in one of the ways in which a process ends, and starts it again. */
type Restart = (signal: NodeJS.Signals) => Promise<void>;

const test = base.extend<object, { restart: Restart; kept: { server: AppServer; restart: Restart } }>({
  kept: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const directory = await mkdtemp(join(tmpdir(), 'keyring-state-'));
      const environment = { STATE: 'kept', STATE_DIRECTORY: directory };
      let current = await startAppServer(environment);
      await use({
        server: current,
        restart: async (signal) => {
          await current.stop(signal);
          current = await restartAppServer(current.port, environment);
        },
      });
      await current.stop();
      await rm(directory, { recursive: true, force: true });
    },
    // A new embedded database needs seconds on a busy machine.
    { scope: 'worker', timeout: 240_000 },
  ],
  server: [async ({ kept }, use) => use(kept.server), { scope: 'worker' }],
  restart: [async ({ kept }, use) => use(kept.restart), { scope: 'worker' }],
});

test('after Ctrl-C and after a kill the session works without a sign-in, and the notes are there', {
  tag: '@long',
}, async ({ page, authKit, restart }) => {
  test.setTimeout(300_000);
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
});
