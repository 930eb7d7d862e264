import { ACME, GLOBEX } from '../../../support/organizations.ts';
import {
  BAD_ORGANIZATION_HEADERS,
  callWithOrganizationHeader,
  callWithOwnHeaders,
} from '../../../support/own-headers.ts';
import { expect, test } from '../../support/webkit-attack-test.ts';

test("R7: the page's own Authorization is replaced, and what the worker adds is not echoed back", async ({
  tabs,
  traffic,
}) => {
  await tabs.signIn(GLOBEX);
  await tabs.signIn(ACME);

  const [me, echo] = await callWithOwnHeaders(tabs);

  expect(me).toBe(ACME.slug);
  expect(echo).not.toMatch(/forged|x-org-slug|bearer/i);
  const arrived = traffic.arrivals.filter(({ url }) => /^\/api\/(me|echo)$/.test(url.pathname));
  expect(arrived.map(({ organizationId }) => organizationId)).toEqual([ACME.id, ACME.id]);
  expect(JSON.stringify(arrived)).not.toMatch(/forged|x-org-slug/i);
});

test('R10: a malformed or doubled organization header is refused and falls through to nothing', async ({
  tabs,
  traffic,
}) => {
  await tabs.signIn(ACME);
  for (const value of BAD_ORGANIZATION_HEADERS)
    expect(await callWithOrganizationHeader(tabs, value), value).toEqual([401, 'organization_unbound']);
  expect(traffic.organizationsAt('/api/me')).toEqual([]);
});
