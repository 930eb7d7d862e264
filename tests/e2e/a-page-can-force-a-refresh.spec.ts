import { signIn } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import type { Scripted } from '../support/scripted.ts';
import { expect, test } from '../support/test.ts';
import { ask } from '../support/worker-messages.ts';

/** The `jti` of the access token that a call of the page has. */
function tokenOf(page: Scripted): Promise<string> {
  return page.evaluate(async () => {
    const { jti }: { jti: string } = await (await fetch('/api/me')).json();
    return jti;
  });
}

test('field report 16: a forced refresh brings a new token, three times a minute', async ({
  page,
  authKit,
}) => {
  await signIn(page, ACME);
  const refresh = () => ask(page, 'refresh-session', { organizationSlug: ACME.slug });
  const tokens = new Set([await tokenOf(page)]);
  for (let time = 0; time < 3; time += 1) {
    expect(await refresh()).toMatchObject({ answer: { session: { status: 'active' } } });
    tokens.add(await tokenOf(page));
  }
  expect(tokens.size).toBe(4);
  expect(await refresh()).toEqual({ code: 'temporarily_unavailable' });
  expect(await authKit.refreshes(ACME.id)).toHaveLength(3);
});

test('field report 16: tabs that force it together share one refresh', async ({ page, context, authKit }) => {
  await signIn(page, ACME);
  const other = await context.newPage();
  await other.goto('/acme/none/');
  const asked = await Promise.all(
    [page, other, page, other].map((tab) => ask(tab, 'refresh-session', { organizationSlug: ACME.slug })),
  );
  for (const each of asked)
    expect(each).toMatchObject({ answer: { session: { user: { name: 'Ada Lovelace' } } } });
  expect((await authKit.refreshes(ACME.id)).length).toBeLessThanOrEqual(2);
});

test('field report 16: without a session, or for an unknown organization, it is a typed error', async ({
  page,
}) => {
  await signIn(page, ACME);
  expect(await ask(page, 'refresh-session', { organizationSlug: GLOBEX.slug })).toEqual({
    code: 'authorization_required',
  });
  expect(await ask(page, 'refresh-session', { organizationSlug: 'nowhere' })).toEqual({
    code: 'organization_unknown',
  });
});
