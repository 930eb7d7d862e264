import type { HttpBindings } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { serveApp } from '../../dev/serve-app.ts';
import type { AppServer } from './app-server.ts';
import { startInProcess } from './in-process-server.ts';
import { test as base } from './test.ts';
import { VAULT_SECRET } from './vault.ts';

/** A request for notes as it arrived at the API, and what became of it. */
export interface NoteRequest {
  readonly method: string;
  /** The body; '' if there is none. */
  readonly body: string;
  readonly idempotencyKey: string | undefined;
}

/** What happens to a request: the API's own response, another one, or one that is lost after the API has acted. */
export type NoteAnswer = 'as-usual' | 'lost' | 'cut' | Response | Held;

/** The API acts at once, and its response comes, or is lost, when the test releases it. */
interface Held {
  readonly release: () => void;
  readonly released: Promise<'arrives' | 'lost'>;
}

/** Creates a {@link Held}. */
export function hold(outcome: 'arrives' | 'lost'): Held {
  let release = (): void => {};
  const released = new Promise<typeof outcome>((resolve) => {
    release = () => resolve(outcome);
  });
  return { release, released };
}

/** The built app, whose responses for `/api/notes`, and for changes of a note, a test decides. */
export interface NoteServer extends AppServer {
  /** Decides about each request until the next test. */
  answer: (request: NoteRequest) => NoteAnswer;
}

/**
 * Starts the app with its API in this process. The responses are replaced at the server, because Playwright intercepts no
 * request of the worker in Firefox.
 */
async function startNoteServer(): Promise<NoteServer> {
  const decisions: Pick<NoteServer, 'answer'> = { answer: () => 'as-usual' };
  const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
    const app = new Hono<{ Bindings: HttpBindings }>();
    const decide: MiddlewareHandler<{ Bindings: HttpBindings }> = async (c, next) => {
      const { method } = c.req;
      const body = method === 'POST' ? await c.req.raw.clone().text() : '';
      const answer = decisions.answer({ method, body, idempotencyKey: c.req.header('Idempotency-Key') });
      if (answer instanceof Response) return answer;
      if (answer === 'as-usual') return next();
      if (answer !== 'cut') await next();
      if (typeof answer === 'object' && (await answer.released) === 'arrives') return undefined;
      c.env.incoming.socket.destroy();
      return c.body(null);
    };
    app.use('/api/notes', decide);
    app.on(['PATCH', 'DELETE'], '/api/notes/:id', decide);
    return app.route('/', serveApp(backEnd, 'dist')) as unknown as Hono;
  });
  return Object.assign(decisions, server);
}

/** The tests' `test` with a {@link NoteServer}, which answers as usual when a test begins. */
export const test = base.extend<{ notesAsUsual: undefined }, { server: NoteServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use) => {
      const server = await startNoteServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  notesAsUsual: [
    async ({ server }, use) => {
      server.answer = () => 'as-usual';
      await use(undefined);
    },
    { auto: true },
  ],
});
