import { signIn } from '../support/app.ts';
import { ACME, GLOBEX } from '../support/organizations.ts';
import {
  BAD_ORGANIZATION_HEADERS,
  callWithOrganizationHeader,
  callWithOwnHeaders,
} from '../support/own-headers.ts';
import { expect, test } from '../support/test.ts';

test("R7: the page's own Authorization is replaced, and what the worker adds is not echoed back", async ({
  page,
}) => {
  await signIn(page, GLOBEX);
  await signIn(page, ACME);
  const [me, echo] = await callWithOwnHeaders(page);
  expect(me).toBe(ACME.slug);
  expect(echo).not.toMatch(/forged|x-org-slug|bearer/i);
});

test('R10: a malformed or doubled organization header is refused and falls through to nothing', async ({
  page,
}) => {
  await signIn(page, ACME);
  for (const value of BAD_ORGANIZATION_HEADERS)
    expect(await callWithOrganizationHeader(page, value), value).toEqual([401, 'organization_unbound']);
});
