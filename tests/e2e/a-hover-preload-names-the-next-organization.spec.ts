import { ApiTraffic } from '../support/api-traffic.ts';
import { expectOrganization, openSwitcher, signIn, switcherEntry } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import { expect, test } from '../support/test.ts';

test('a preload on hover is sent as the next organization while the URL names the last', async ({
  page,
  context,
  server,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  await openSwitcher(page);
  const traffic = new ApiTraffic(context, server);

  await switcherEntry(page, GLOBEX).hover();

  await expect.poll(() => traffic.organizationsAt('/api/notes')).toContain(GLOBEX.id);
  await expect(page).toHaveURL(`/${ACME.slug}/`);
  // Acme's page may still send what it does besides, such as its event stream.
  for (const { organizationId, pageUrl } of traffic.sentTo('/api/notes')) {
    expect(pageUrl).toBe(`${server.origin}/${ACME.slug}/`);
    expect(organizationId).toBe(GLOBEX.id);
  }
  await switcherEntry(page, GLOBEX).click();
  await expectOrganization(page, GLOBEX);
});
