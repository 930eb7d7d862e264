import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { getClaims } from '../../../src/authkit/get-claims.ts';
import { parseOrganizationSlug } from '../../../src/protocol/organization-slug.ts';
import { AuthKitPage, sessionFromNow } from '../support/authkit-page.ts';
import { GLOBEX } from '../support/guarded-page.ts';
import { MapStorage } from '../support/map-storage.ts';

beforeEach(() => vi.stubGlobal('localStorage', new MapStorage()));
afterEach(() => vi.unstubAllGlobals());

const acmeSlug = parseOrganizationSlug('acme');
if (acmeSlug === undefined) throw new Error('That is a slug.');
const ACME = { id: 'org_acme', slug: acmeSlug, name: 'Acme' };

/** A tab at an address that names no organization, with sessions for two. */
function open(tab: MapStorage): Promise<AuthKitPage> {
  return AuthKitPage.openTab(tab, [
    { organization: ACME, session: sessionFromNow({ signedInAt: 1 }) },
    // Without a choice a tab begins with the latest sign-in.
    { organization: GLOBEX, session: sessionFromNow({ signedInAt: 2 }) },
  ]);
}

async function organizationOf({ client }: AuthKitPage): Promise<string | undefined> {
  return getClaims(await client.getAccessToken()).org_id;
}

test('a restored or duplicated tab works in its own organization, and a new one in the last', async () => {
  const first = new MapStorage();
  const globex = await open(first);
  await globex.client.switchToOrganization({ organizationId: GLOBEX.id });
  expect(await organizationOf(globex)).toBe(GLOBEX.id);
  const acme = await open(new MapStorage());
  await acme.client.switchToOrganization({ organizationId: ACME.id });
  expect(await organizationOf(acme)).toBe(ACME.id);

  // The browser restores the storage of a tab, and copies it for a duplicate.
  const duplicate = new MapStorage(first);
  expect(await organizationOf(await open(first))).toBe(GLOBEX.id);
  expect(await organizationOf(await open(duplicate))).toBe(GLOBEX.id);
  expect(await organizationOf(await open(new MapStorage()))).toBe(ACME.id);
});
