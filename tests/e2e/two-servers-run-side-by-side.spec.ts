import { heading, signIn, signInButton, submitEmail } from '../support/app.ts';
import { startAppServer } from '../support/app-server.ts';
import { organizationOf } from '../support/calls.ts';
import { ACME, GRACE } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('two instances on different ports share a browser and nothing else', { tag: '@long' }, async ({
  page,
  context,
}) => {
  const second = await startAppServer();
  try {
    await signIn(page, ACME);
    const other = await context.newPage();
    await other.goto(`${second.origin}/acme/`);
    await submitEmail(other, GRACE.email);
    await expect(heading(other, ACME)).toBeVisible();

    const emailOf = (tab: typeof page): Promise<string> =>
      tab.evaluate(async () => {
        const me: { user: { email: string } } = await (await fetch('/api/me')).json();
        return me.user.email;
      });
    expect(await emailOf(page)).toBe('ada@example.com');
    expect(await emailOf(other)).toBe(GRACE.email);

    await other.goto(`${second.origin}/sessions`);
    await other.getByRole('button', { name: 'Sign out everywhere' }).click();
    await expect(other).toHaveURL(`${second.origin}/`);
    await page.reload();
    await expect(heading(page, ACME)).toBeVisible();
    expect(await organizationOf(page)).toBe(ACME.slug);
    await expect(signInButton(page, ACME)).toHaveCount(0);
  } finally {
    await second.stop();
  }
});
