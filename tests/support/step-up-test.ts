import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serveApp } from '../../dev/serve-app.ts';
import type { AppServer } from './app-server.ts';
import { startInProcess } from './in-process-server.ts';
import { test as base } from './test.ts';
import { VAULT_SECRET } from './vault.ts';

export { expect } from './test.ts';

const STARTED = 'http.server.request.start';

/**
 * The test of step-ups, whose server runs in this process: a test sees the requests also of a browser that reports none of
 * its worker.
 */
export const test = base.extend<
  {
    /** The API's responses to the deletions of all notes, in order. `204 replayed`: nothing was deleted again. */
    deletions: readonly string[];
  },
  { server: AppServer }
>({
  server: [
    async ({ serverEnvironment }, use) => {
      const server = await startInProcess({ VAULT_SECRET, ...serverEnvironment }, (backEnd) =>
        serveApp(backEnd, 'dist'),
      );
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
  deletions: async ({}, use) => {
    const deletions: string[] = [];
    const onStart = (message: unknown): void => {
      const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
      if (request.method !== 'DELETE' || request.url !== '/api/notes') return;
      const { writeHead } = response;
      response.writeHead = (...parts: unknown[]) => {
        const isReplayed = /idempotency-replayed/i.test(JSON.stringify(parts));
        deletions.push(`${parts[0]}${isReplayed ? ' replayed' : ''}`);
        return Reflect.apply(writeHead, response, parts);
      };
    };
    subscribe(STARTED, onStart);
    await use(deletions);
    unsubscribe(STARTED, onStart);
  },
});
