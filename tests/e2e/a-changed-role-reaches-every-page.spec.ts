import { signIn } from '../support/app.ts';
import { GLOBEX } from '../support/organizations.ts';
import { savedFile } from '../support/saved-file.ts';
import { expect, test } from '../support/test.ts';
import { ask } from '../support/worker-messages.ts';

const ADA = { user: 'ada@example.com', organization: GLOBEX.id };

test('an admin-only action follows the role at AuthKit in every tab, and the API enforces it', {
  tag: '@long',
}, async ({ page, context, authKit }) => {
  await signIn(page, GLOBEX);
  const other = await context.newPage();
  const tabs = [page, other];
  for (const tab of tabs) await tab.goto('/globex/settings');
  const action = (tab: typeof page) => tab.getByRole('button', { name: 'Export notes' });
  const role = (tab: typeof page) => tab.getByRole('region', { name: 'You' }).getByRole('definition').nth(2);
  const refresh = () => ask(page, 'refresh-session', { organizationSlug: GLOBEX.slug });
  const exportStatus = () => page.evaluate(async () => (await fetch('/api/notes/export')).status);

  for (const tab of tabs) {
    await expect(role(tab)).toHaveText('member');
    await expect(action(tab)).toHaveCount(0);
  }
  expect(await exportStatus()).toBe(403);

  await authKit.setRole({ ...ADA, role: 'admin' });
  expect(await refresh()).toMatchObject({
    answer: {
      session: {
        role: 'admin',
        roles: ['admin'],
        permissions: expect.arrayContaining(['members:manage']),
        entitlements: [],
        featureFlags: [],
        impersonator: null,
        authenticationMethod: 'MagicAuth',
        authenticatedAt: expect.any(Number),
        user: {
          firstName: 'Ada',
          lastName: 'Lovelace',
          picture: 'https://example.com/ada.png',
          emailVerified: true,
          externalId: 'ada-1815',
          metadata: { department: 'Mathematics' },
        },
      },
    },
  });
  for (const tab of tabs) await expect(role(tab)).toHaveText('admin');
  const { name, text } = await savedFile(other, () => action(other).click());
  expect(name).toMatch(/^globex-notes.*\.json$/);
  expect(JSON.parse(text)).toMatchObject({ organizationId: GLOBEX.id });

  await authKit.setRole({ ...ADA, role: 'member' });
  await refresh();
  for (const tab of tabs) await expect(action(tab)).toHaveCount(0);
  expect(await exportStatus()).toBe(403);
});
