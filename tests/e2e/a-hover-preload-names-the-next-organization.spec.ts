import { expectOrganization, openSwitcher, signIn, switcherEntry } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect } from '../support/test.ts';
import { test } from '../support/traffic-test.ts';

test('a preload on hover is sent as the next organization while the URL names the last', async ({
  page,
  traffic,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await openSwitcher(page);
  traffic.forget();

  await switcherEntry(page, GLOBEX).hover();

  await expect.poll(() => traffic.organizationsAt('/api/notes')).toContain(GLOBEX.id);
  await expect(page).toHaveURL(`/${ACME.slug}/`);
  // Acme's page may still send what it does besides, such as its event stream.
  expect(new Set(traffic.organizationsAt('/api/notes'))).toEqual(new Set([GLOBEX.id]));
  await switcherEntry(page, GLOBEX).click();
  await expectOrganization(page, GLOBEX);
});
