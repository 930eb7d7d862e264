import { useLocation } from '@solidjs/router';
import { createEffect, createMemo, on } from 'solid-js';
import { organizationSlugOfPath } from '../../client/index.ts';
import { APP_IDENTITY, organizationIdentity, showIdentity } from './document-identity.ts';
import { useOrganizations } from './OrganizationsProvider.tsx';

/**
 * Links the manifest and icons of the organization in the URL, so that the browser installs that organization's app.
 */
export function OrganizationIdentity() {
  const location = useLocation();
  const { list } = useOrganizations();
  const slug = createMemo(() => organizationSlugOfPath(location.pathname));
  const name = createMemo(
    () => list().find(({ organization }) => organization.slug === slug())?.organization.name,
  );

  createEffect(
    on([slug, name], ([currentSlug, currentName], before) => {
      if (currentSlug === undefined) showIdentity(APP_IDENTITY);
      else if (currentName !== undefined) showIdentity(organizationIdentity(currentSlug, currentName));
      // It is not known yet whether the new organization exists, so the previous organization's manifest is removed. At
      // the start, and when an organization disappears with its session, the document keeps its identity.
      else if (before !== undefined && before[0] !== currentSlug)
        showIdentity({ ...APP_IDENTITY, manifest: undefined });
    }),
  );
  return null;
}
