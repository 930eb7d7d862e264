import { expect, test } from 'vitest';
import { respondWithDownload } from '../../../server/tickets/respond-with-download.ts';

const TICKET = 'A'.repeat(43);

/** Posts the form of a download. @returns the response, and the requests that the server sent on */
async function download(fields: Readonly<Record<string, string>>) {
  const forwarded: Request[] = [];
  const form = new Request('https://app.test/api/tickets/download', {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  const response = await respondWithDownload(form, (request) => {
    forwarded.push(request);
    return new Response('file');
  });
  return { response, forwarded };
}

test('R48: the ticket is sent on to the path that the form names', async () => {
  const { response, forwarded } = await download({ ticket: TICKET, path: '/api/file?part=1' });
  expect(response.status).toBe(200);
  expect(forwarded.map(({ url }) => url)).toEqual(['https://app.test/api/file?part=1']);
  expect(forwarded[0]?.headers.get('Authorization')).toBe(`Ticket ${TICKET}`);
});

test.each([
  '//elsewhere.test/file',
  '/\\elsewhere.test',
  '//[',
  '//elsewhere.test:x/',
  'https://app.test/',
  '//ada:hunter2@app.test/api/file',
  '',
])('R48: the ticket is sent nowhere for the path %j', async (path) => {
  const { response, forwarded } = await download({ ticket: TICKET, path });
  expect(response.status).toBe(204);
  expect(forwarded).toEqual([]);
});

test('R48: a form without a ticket is refused', async () => {
  for (const fields of [{ path: '/api/file' }, { path: '/api/file', ticket: 'short' }])
    expect((await download(fields)).response.status).toBe(204);
});
