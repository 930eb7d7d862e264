import { signIn } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('the sessions page has one row per session, and each goes with its session', { tag: '@long' }, async ({
  page,
}) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  await page.goto('/sessions');
  const row = (name: string) =>
    page
      .getByRole('row')
      .filter({ has: page.getByRole('button', { name: `Sign out of ${name}`, exact: true }) });

  for (const { name } of [ACME, GLOBEX]) {
    await expect(row(name)).toHaveCount(1);
    await expect(row(name)).toContainText(name);
    await expect(row(name)).toContainText('ada@example.com');
  }
  await expect(page.getByRole('button', { name: /^Sign out of / })).toHaveCount(2);

  await page.getByRole('button', { name: 'Sign out of Globex', exact: true }).click();
  await expect(row('Globex')).toHaveCount(0);
  await expect(row('Acme')).toHaveCount(1);
});
