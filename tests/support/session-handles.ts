import { parseOrganizationSlug } from '../../src/protocol/organization-slug.ts';
import { createSessionHandle } from '../../src/protocol/session-handle.ts';
import { NO_CLAIMS, NO_PROFILE } from './blank-claims.ts';
import { ADA, type KnownOrganization } from './organizations.ts';

/** A session handle as a page can write it itself: every claim of a handle is the page's to choose. */
export function forgeHandle({ id, slug, name }: KnownOrganization, userId: string = ADA.id): string {
  const key = parseOrganizationSlug(slug);
  if (key === undefined) throw new Error(`"${slug}" is no slug.`);
  return createSessionHandle(
    { id, slug: key, name },
    {
      ...NO_CLAIMS,
      status: 'active',
      user: { id: userId, email: 'x@example.com', name: null, ...NO_PROFILE },
      role: 'admin',
      signedInAt: Date.now(),
      refreshedAt: Date.now(),
      accessTokenExpiresAt: Date.now() + 300_000,
    },
  );
}
