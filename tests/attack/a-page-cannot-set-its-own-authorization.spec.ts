import { signIn } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test("R7: the page's own Authorization is replaced, and what the worker adds is not echoed back", async ({
  page,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const [me, echo] = await page.evaluate(async () => {
    const headers = { Authorization: 'Bearer forged', DPoP: 'forged', 'X-Org-Slug': 'acme' };
    const named: { organization: { slug: string } } = await (await fetch('/api/me', { headers })).json();
    const echoed = await fetch('/api/echo', { method: 'POST', headers, body: 'text' });
    return [named.organization.slug, await echoed.text()] as const;
  });
  expect(me).toBe(ACME.slug);
  expect(echo).not.toMatch(/forged|x-org-slug|bearer/i);
});

test('R10: a malformed or doubled organization header is refused and falls through to nothing', async ({
  page,
}) => {
  await signIn(page, ACME);
  for (const value of ['ACME', 'acme, globex', '', '../acme', '__proto__', 'api', 'a'.repeat(65)]) {
    const answer = await page.evaluate(async (slug) => {
      const response = await fetch('/api/me', { headers: { 'X-Org-Slug': slug } });
      const { code }: { code?: string } = await response.json();
      return [response.status, code];
    }, value);
    expect(answer, value).toEqual([401, 'organization_unbound']);
  }
});
