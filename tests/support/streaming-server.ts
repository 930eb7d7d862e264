import { Hono } from 'hono';
import { streamSSE, streamText } from 'hono/streaming';
import { serveApp } from '../../dev/serve-app.ts';
import type { AppServer } from './app-server.ts';
import { startInProcess } from './in-process-server.ts';
import { OwnBuild } from './own-build.ts';
import { VAULT_SECRET } from './vault.ts';

/** Events of a reply, and how many of them come before it is held. */
export const REPLY = { length: 100, held: 16 } as const;

/** A server whose API streams a reply as a language model does, and whose build can be replaced. */
export interface StreamingServer extends AppServer {
  readonly build: OwnBuild;
  /** From now on a reply stops after its first events until {@link release} is called. */
  hold(): void;
  /** Lets all replies continue to their end. */
  release(): void;
}

/**
 * Starts the built app with two more responses of its API: `/api/reply` as server-sent events, for GET and POST, and
 * `/api/lines` as lines of JSON.
 */
export async function startStreamingServer(): Promise<StreamingServer> {
  const build = await OwnBuild.create();
  let released = Promise.resolve();
  let release = (): void => {};
  const untilEvent = async (index: number): Promise<void> => {
    if (index === REPLY.held) await released;
  };
  const replies = new Hono();
  replies.on(['GET', 'POST'], '/api/reply', (c) =>
    streamSSE(c, async (stream) => {
      for (let index = 0; index < REPLY.length; index += 1) {
        await untilEvent(index);
        await stream.writeSSE({ data: `${index}` });
      }
    }),
  );
  replies.post('/api/lines', (c) => {
    c.header('Content-Type', 'application/x-ndjson');
    return streamText(c, async (stream) => {
      for (let index = 0; index < REPLY.length; index += 1) {
        await untilEvent(index);
        await stream.writeln(`{"index":${index}}`);
      }
    });
  });
  const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
    replies.route('/', backEnd.api);
    return serveApp({ ...backEnd, api: replies }, build.directory);
  });
  return {
    ...server,
    build,
    hold: () => {
      released = new Promise((resolve) => {
        release = resolve;
      });
    },
    release: () => release(),
    stop: async () => {
      release();
      await server.stop();
      await build.remove();
    },
  };
}
