import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { respondWithDownload } from '../../../server/tickets/respond-with-download.ts';

type Respond = Parameters<typeof respondWithDownload>[1];

/** Posts the form of a download to an API that responds so. */
function download(respond: Respond, fields: Readonly<Record<string, string>> = {}): Promise<Response> {
  const form = new Request('https://app.test/api/tickets/download', {
    method: 'POST',
    body: new URLSearchParams({ ticket: 'A'.repeat(43), path: '/api/reports/2026.csv?part=1', ...fields }),
  });
  return respondWithDownload(form, respond);
}

const file = (headers: Readonly<Record<string, string>> = {}) => new Response('file', { headers });

async function dispositionOf(respond: Respond, fields: Readonly<Record<string, string>> = {}) {
  return (await download(respond, fields)).headers.get('Content-Disposition');
}

test('a download is stored by no cache, and read as no other type', async () => {
  const response = await download(() => file({ 'Cache-Control': 'public', 'Content-Type': 'text/html' }));
  expect(response.status).toBe(200);
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
  expect(response.headers.get('Content-Type')).toBe('text/html');
  expect(await response.text()).toBe('file');
});

test.each([
  ['', `attachment; filename="download"; filename*=UTF-8''download`],
  ['a.csv', `attachment; filename="a.csv"; filename*=UTF-8''a.csv`],
  ['../../etc/passwd', `attachment; filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
  ['a\r\nX: "1" 100%', `attachment; filename="a__X: _1_ 100_"; filename*=UTF-8''a__X%3A%20%221%22%20100%25`],
  [`Zoë's (1)*.txt`, `attachment; filename="Zo_'s (1)*.txt"; filename*=UTF-8''Zo%C3%AB%27s%20%281%29%2A.txt`],
  [
    `${'a'.repeat(254)}😀`,
    `attachment; filename="${'a'.repeat(254)}_"; filename*=UTF-8''${'a'.repeat(254)}_`,
  ],
])('the file name %j becomes a header of RFC 6266', async (fileName, header) => {
  expect(await dispositionOf(() => file(), { fileName })).toBe(header);
  // The name that the page asks for comes before that of the API.
  expect(await dispositionOf(() => file({ 'Content-Disposition': 'attachment' }), { fileName })).toBe(header);
});

test('without a name in the form, the API names the file, or else its path does', async () => {
  const byPath = `attachment; filename="2026.csv"; filename*=UTF-8''2026.csv`;
  expect(await dispositionOf(() => file())).toBe(byPath);
  expect(await dispositionOf(() => file({ 'Content-Disposition': 'inline; filename="page.html"' }))).toBe(
    byPath,
  );
  const own = ' Attachment; filename="own.csv"';
  expect(await dispositionOf(() => file({ 'Content-Disposition': own }))).toBe(own.trim());
});

test.each([206, 302, 401, 404, 500])('a response of the API with %i replaces no page', async (status) => {
  const body = new Response('problem').body;
  const response = await download(() => new Response(body, { status }));
  expect(response.status).toBe(204);
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  // Its connection is free again.
  expect(body?.locked === false && (await body.getReader().read()).done).toBe(true);
});

test('a file that an API of another server sends compressed arrives whole', async () => {
  const text = 'a,b\n'.repeat(1_000);
  const api = createServer((_request, response) => {
    const body = gzipSync(text);
    response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': body.length }).end(body);
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  try {
    const address = api.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const response = await download(() => fetch(`http://127.0.0.1:${port}/`));
    const names = [...response.headers.keys()];
    expect(names).not.toContain('content-encoding');
    expect(names).not.toContain('content-length');
    // A server of HTTP/2 sends no such header.
    expect(names).not.toContain('connection');
    expect(await response.text()).toBe(text);
  } finally {
    api.close();
  }
});

test('a file that the API of this server compressed keeps its headers', async () => {
  const body = gzipSync('file');
  const response = await download(
    () => new Response(body, { headers: { 'Content-Encoding': 'gzip', 'Content-Length': `${body.length}` } }),
  );
  expect(response.headers.get('Content-Encoding')).toBe('gzip');
  expect(response.headers.get('Content-Length')).toBe(`${body.length}`);
});
