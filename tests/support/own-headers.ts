import type { Scripted } from './scripted.ts';

/** What no `X-Org-Slug` may be: malformed, doubled, empty, reserved, too long. */
export const BAD_ORGANIZATION_HEADERS = [
  'ACME',
  'acme, globex',
  '',
  '../acme',
  '__proto__',
  'api',
  'a'.repeat(65),
];

/** Calls with an Authorization of the page's own. @returns whom the API took it for, and the echo of its headers */
export function callWithOwnHeaders(page: Scripted): Promise<[string, string]> {
  return page.evaluate(async (): Promise<[string, string]> => {
    const headers = { Authorization: 'Bearer forged', DPoP: 'forged', 'X-Org-Slug': 'acme' };
    const named: { organization: { slug: string } } = await (await fetch('/api/me', { headers })).json();
    const echoed = await fetch('/api/echo', { method: 'POST', headers, body: 'text' });
    return [named.organization.slug, await echoed.text()];
  });
}

/** Calls with this `X-Org-Slug`. @returns status and problem code */
export function callWithOrganizationHeader(page: Scripted, value: string): Promise<[number, string]> {
  return page.evaluate(async (slug): Promise<[number, string]> => {
    const response = await fetch('/api/me', { headers: { 'X-Org-Slug': slug } });
    const { code = '' }: { code?: string } = await response.json();
    return [response.status, code];
  }, value);
}
