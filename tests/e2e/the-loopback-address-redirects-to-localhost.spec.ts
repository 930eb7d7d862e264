import { expect, test } from '../support/test.ts';

test('the app at 127.0.0.1 redirects to localhost and keeps path and query', async ({ server, request }) => {
  for (const path of ['/', '/acme/?from=mail', '/sw.js', '/api/orgs/acme']) {
    const response = await request.get(`http://127.0.0.1:${server.port}${path}`, { maxRedirects: 0 });
    expect([path, response.status(), response.headers().location]).toEqual([path, 302, server.origin + path]);
  }
});
