import { type Context, Hono } from 'hono';
import { serveApp } from '../../dev/serve-app.ts';
import type { AppServer } from './app-server.ts';
import { startInProcess } from './in-process-server.ts';
import { SAMPLE_RATE, silence } from './silence.ts';
import { organizationOfToken } from './token-organization.ts';
import { VAULT_SECRET } from './vault.ts';

/** Lengths of the recordings that organizations have, s. */
export const RECORDING_LENGTHS: Readonly<Record<string, number>> = { org_acme: 600, org_globex: 900 };
/** Of each response only so much is sent at once, s of the recording: to play what comes later, a browser has to seek. */
const PART = 60;

/** A request that arrived at the API: its name (`?by=`), and the organization of its token; null: it had none. */
export interface ElementRequest {
  readonly by: string;
  readonly organization: string | null;
  /** The first byte that it asked for. */
  readonly first: number;
}

export interface ElementRequestsServer extends AppServer {
  readonly requests: readonly ElementRequest[];
}

/**
 * The built app whose API opts into media, with `/api/picture`, `/api/recording`, which has ranges and never sends
 * a whole response, and `/api/beacon`. `/<slug>/elements.html` is a document without a policy whose styles name pictures.
 */
export async function startElementRequestsServer(): Promise<ElementRequestsServer> {
  const requests: ElementRequest[] = [];
  const record = (c: Context, first = 0): string | null => {
    const organization = organizationOfToken(c.req.header('Authorization'));
    requests.push({ by: c.req.query('by') ?? '', organization, first });
    return organization;
  };
  const server = await startInProcess({ VAULT_SECRET }, (backEnd) => {
    const { configuration } = backEnd;
    const api = new Hono();
    api.get('/api/picture', (c) => {
      if (record(c) === null) return c.text('No picture without a token\n', 401);
      const picture = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';
      return c.body(picture, 200, { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'no-store' });
    });
    api.get('/api/recording', (c) => {
      const [, first = '0', last] = /^bytes=(\d+)-(\d*)$/.exec(c.req.header('Range') ?? '') ?? [];
      const seconds = RECORDING_LENGTHS[record(c, Number(first)) ?? ''];
      if (seconds === undefined) return c.text('No recording without a token\n', 401);
      return partOf(silence(seconds), Number(first), last ? Number(last) : undefined);
    });
    api.post('/api/beacon', (c) => c.body(null, record(c) === null ? 401 : 204));
    api.route('/', backEnd.api);
    const app = new Hono();
    app.get('/:slug/elements.html', (c) => c.html(documentOf(c.req.param('slug'))));
    app.get('/elements.css', (c) =>
      c.body('#file { background: url(/api/picture?by=file) }\n', 200, { 'Content-Type': 'text/css' }),
    );
    const apis = configuration.apis.map((rule) => ({ ...rule, media: true }));
    app.route('/', serveApp({ ...backEnd, api, configuration: { ...configuration, apis } }, 'dist'));
    return app;
  });
  return { ...server, requests };
}

/**
 * Each organization's pictures have other addresses, because Firefox takes those of a `<style>` with the same text from
 * the document before, without a request.
 */
const documentOf = (slug: string): string => `<!doctype html><html lang="en"><title>Elements</title>
<link rel="stylesheet" href="/elements.css">
<style>#style { background: url(/api/picture?by=style&of=${slug}) }</style>
<p id="style">style</p><p style="background: url(/api/picture?by=attribute&amp;of=${slug})">attribute</p><p id="file">file</p></html>
`;

/** A response to a request for bytes from `first` on, of which only the first part ever comes. */
function partOf(file: Uint8Array<ArrayBuffer>, first: number, last = file.length - 1): Response {
  const part = file.subarray(first, Math.min(last + 1, first + PART * SAMPLE_RATE));
  const body = new ReadableStream({
    start: (controller) => {
      controller.enqueue(part);
      if (first + part.length > last) controller.close();
    },
  });
  const headers = {
    'Content-Type': 'audio/wav',
    'Content-Length': `${last + 1 - first}`,
    'Content-Range': `bytes ${first}-${last}/${file.length}`,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'no-store',
  };
  return new Response(body, { status: 206, headers });
}
