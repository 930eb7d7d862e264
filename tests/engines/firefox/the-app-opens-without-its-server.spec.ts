import { heading, signIn } from '../../support/app.ts';
import { ACME, GLOBEX } from '../../support/organizations.ts';
import { expect, test } from '../../support/test.ts';

// A separate server, which this test ends.
test.use({ serverEnvironment: { ACCESS_TOKEN_TTL: '299' } });

test('with the servers gone both organizations open in new tabs and after a reload', async ({
  page,
  context,
  server,
}) => {
  await signIn(page, ACME);
  await signIn(page, GLOBEX);
  await server.stop();

  await page.reload();
  await expect(heading(page, GLOBEX)).toBeVisible();
  const opened = await context.newPage();
  await opened.goto('/acme/');
  await expect(heading(opened, ACME)).toBeVisible();
  await expect(opened.getByLabel('New note')).toBeVisible();
});
