import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { serveApp } from '../../dev/serve-app.ts';
import { respondWithDownload } from '../../server/tickets/respond-with-download.ts';
import type { AppServer } from './app-server.ts';
import { startInProcess } from './in-process-server.ts';
import { VAULT_SECRET } from './vault.ts';

const MEGABYTE = 1024 * 1024;

/**
 * The built app whose API has a large file (`/api/echo/file`), the hash of a body that it does not keep
 * (`/api/echo/sum`), a response without an end (`endless`), and responses that are cut off (`cut`).
 */
export interface LargeFileServer extends AppServer {
  /** Hash of the file `/api/echo/file`, which has only bytes of the value 7. */
  readonly fileSha256: string;
  /** Endless responses: those that began, and those whose reader went away. */
  readonly endless: { started: number; ended: number };
  /**
   * How many requests to `/api/echo` the API still rejects because of their token, and how many it has rejected. Each
   * waits for `held` first.
   */
  readonly rejections: { left: number; done: number; held?: Promise<unknown> | undefined };
  /** Downloads of the file that the API has accepted. */
  readonly downloads: { begun: number };
}

/** Without the length of a body that was read elsewhere. */
function authorizationOf(headers: Headers): Headers {
  return new Headers({ Authorization: headers.get('Authorization') ?? '' });
}

/** @param megabytes size of the file */
export async function startLargeFileServer(megabytes: number): Promise<LargeFileServer> {
  const endless = { started: 0, ended: 0 };
  const rejections: LargeFileServer['rejections'] = { left: 0, done: 0 };
  const downloads = { begun: 0 };
  const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
    const api = new Hono();
    // The keys of AuthKit change without notice: the API rejects a token that the worker takes for valid.
    api.all('/api/echo', async (c, next) => {
      if (rejections.left === 0) return next();
      rejections.left -= 1;
      rejections.done += 1;
      await c.req.arrayBuffer();
      await rejections.held;
      return c.json({ code: 'invalid_token' }, 401, {
        'WWW-Authenticate': 'Bearer error="invalid_token"',
        'Content-Type': 'application/problem+json',
      });
    });
    api.all('/api/echo/endless', () => {
      endless.started += 1;
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('first\n')),
        cancel: () => {
          endless.ended += 1;
        },
      });
      return new Response(body, { headers: { 'Content-Type': 'text/plain' } });
    });
    api.get('/api/echo/cut', (c) => {
      let parts = 0;
      const body = new ReadableStream({
        pull: (controller) => {
          parts += 1;
          // The server has sent the headers and the first parts then.
          if (parts > 20) controller.error(new Error('The server fails.'));
          else controller.enqueue(new TextEncoder().encode('part'));
        },
      });
      const length = c.req.query('length');
      return new Response(body, { headers: length === undefined ? {} : { 'Content-Length': length } });
    });
    api.post('/api/tickets/download', (c) => respondWithDownload(c.req.raw, (request) => api.fetch(request)));
    /** The API itself knows no such path: it responds with 404 once it has accepted the token or the ticket. */
    const isAccepted = async ({ url, method, headers }: Request): Promise<boolean> => {
      const { status } = await backEnd.api.fetch(
        new Request(url, { method, headers: authorizationOf(headers) }),
      );
      return status === 404;
    };
    api.on(['POST', 'PUT'], '/api/echo/sum', async (c) => {
      if (!(await isAccepted(c.req.raw))) return c.body(null, 401);
      const hash = createHash('sha256');
      let bodyLength = 0;
      for await (const chunk of c.req.raw.body ?? []) {
        hash.update(chunk);
        bodyLength += chunk.byteLength;
      }
      return c.json({ bodyLength, bodySha256: hash.digest('hex') });
    });
    api.on(['GET', 'HEAD'], '/api/echo/file', async (c) => {
      if (!(await isAccepted(c.req.raw))) return c.body(null, 401);
      if (c.req.method === 'GET') downloads.begun += 1;
      let left = megabytes;
      const chunk = new Uint8Array(MEGABYTE).fill(7);
      const body = new ReadableStream(
        {
          pull: (controller) => {
            left -= 1;
            if (left >= 0) return controller.enqueue(chunk);
            controller.close();
          },
        },
        { highWaterMark: 0 },
      );
      return new Response(body, { headers: { 'Content-Length': `${megabytes * MEGABYTE}` } });
    });
    api.route('/', backEnd.api);
    return serveApp({ ...backEnd, api }, 'dist');
  });
  const hash = createHash('sha256');
  for (let count = 0; count < megabytes; count += 1) hash.update(new Uint8Array(MEGABYTE).fill(7));
  return { ...server, fileSha256: hash.digest('hex'), endless, rejections, downloads };
}
