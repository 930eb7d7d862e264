import { signIn } from '../support/app.ts';
import { CREDENTIALS } from '../support/credentials.ts';
import { ACME, GLOBEX, GRACE, UMBRELLA } from '../support/organizations.ts';
import { forgeHandle as forge } from '../support/session-handles.ts';
import { expect, test } from '../support/test.ts';

// The browser reports the requests that its policy and the APIs refuse.
test.use({ isConsoleNoisy: true });

test('R10, R46: a page with a handle and nothing else gets what its own session allows, and no more', async ({
  page,
  server,
}) => {
  await signIn(page, ACME);
  const call = (url: string, headers: Record<string, string>) =>
    page.evaluate(
      async ([target, sent]) => {
        const response = await fetch(target, { headers: sent }).catch(() => undefined);
        const body: unknown = await response?.json();
        const { code, reason, organization, role } = (body ?? {}) as Record<string, unknown>;
        return { status: response?.status ?? null, code, reason, organization, role };
      },
      [url, headers] as const,
    );
  const me = (handle: string, more: Record<string, string> = {}) =>
    call('/api/me', { Authorization: `Bearer ${handle}`, ...more });
  const acme = { id: ACME.id, slug: ACME.slug, name: ACME.name };

  // The organization is that of the handle, and every claim of the API's response comes from the access token.
  expect(await me(forge(ACME))).toMatchObject({ status: 200, organization: acme, role: 'admin' });
  expect(await me(forge(ACME), { 'X-Org-Slug': 'acme' })).toMatchObject({ status: 200 });

  // Another organization of the user: what a call gets that names it in a header. The role of the handle counts for nothing.
  const globex = { id: GLOBEX.id, slug: GLOBEX.slug, name: GLOBEX.name };
  const inGlobex = await call('/api/me', { 'X-Org-Slug': 'globex' });
  expect(inGlobex).toMatchObject(
    CREDENTIALS === 'shared'
      ? { status: 200, organization: globex, role: 'member' }
      : { status: 401, code: 'authorization_required' },
  );
  expect(await me(forge(GLOBEX))).toEqual(inGlobex);
  // An organization that is not the user's.
  expect(await me(forge(UMBRELLA))).toMatchObject({ status: 401, code: 'authorization_required' });
  // A handle that belongs to another user, or whose slug meanwhile names another organization.
  const wrongUser = { status: 401, code: 'organization_unbound', reason: 'wrong_user' };
  expect(await me(forge(ACME, GRACE.id))).toMatchObject(wrongUser);
  expect(await me(forge({ ...GLOBEX, slug: ACME.slug }))).toMatchObject(wrongUser);
  // A handle that names no organization: the page's URL does not count then.
  const [header = ''] = forge(ACME).split('.');
  expect(await me(`${header}.e30.`)).toMatchObject({ status: 401, code: 'organization_unbound' });
  // Two names.
  expect(await me(forge(ACME), { 'X-Org-Slug': 'globex' })).toMatchObject({
    status: 400,
    code: 'organization_conflict',
  });
  // Elsewhere: the worker sends it to no other address.
  expect(await call('/other', { Authorization: `Bearer ${forge(ACME)}` })).toMatchObject({
    status: 403,
    code: 'api_not_listed',
  });
  // The API on the other origin is on the list.
  const other = `${server.otherApiOrigin}/api/me`;
  expect(await call(other, { Authorization: `Bearer ${forge(ACME)}` })).toMatchObject({
    status: 200,
    organization: acme,
  });
});

test('R10, R46: without the worker no API accepts a handle', async ({ server }) => {
  for (const origin of [server.origin, server.otherApiOrigin]) {
    for (const handle of [forge(ACME), `${forge(ACME)}c2lnbmF0dXJl`]) {
      const headers = { Authorization: `Bearer ${handle}` };
      const response = await fetch(`${origin}/api/me`, { headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'invalid_token' });
    }
  }
});
