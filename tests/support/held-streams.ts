import { Hono } from 'hono';
import { serveApp } from '../../dev/serve-app.ts';
import type { AppServer } from './app-server.ts';
import { startInProcess } from './in-process-server.ts';
import { VAULT_SECRET } from './vault.ts';

export interface HeldStreamsServer extends AppServer {
  /** From now on event streams are held back, as on a slow network. */
  hold(): void;
  /** Sends what was held back. */
  release(): void;
}

/** The built app on a server whose event streams a test can hold back; every other response is as fast as ever. */
export async function startWithHeldStreams(): Promise<HeldStreamsServer> {
  let released = Promise.resolve();
  let release = (): void => {};
  const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
    const api = new Hono();
    api.get('/api/notes/stream', async (c) => {
      const response = await backEnd.api.fetch(c.req.raw);
      const held = new TransformStream<Uint8Array, Uint8Array>({
        transform: async (chunk, controller) => {
          await released;
          controller.enqueue(chunk);
        },
      });
      return new Response(response.body?.pipeThrough(held) ?? null, response);
    });
    api.route('/', backEnd.api);
    return serveApp({ ...backEnd, api }, 'dist');
  });
  return {
    ...server,
    hold: () => {
      released = new Promise((resolve) => {
        release = resolve;
      });
    },
    release: () => release(),
  };
}
