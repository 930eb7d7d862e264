import { useLocation } from '@solidjs/router';
import { createEffect, createMemo, on } from 'solid-js';
import { organizationSlugOfPath } from '../../client/index.ts';
import { APP_IDENTITY, organizationIdentity, showIdentity } from './document-identity.ts';
import { useOrganizations } from './OrganizationsProvider.tsx';

/** Makes the document the app of the organization that its URL names: what is installed from here is that one. */
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
      // Whether there is such an organization is not known yet: nothing is offered that is another's. At the start, and
      // when an organization was forgotten with its session, what the document is already stays.
      else if (before !== undefined && before[0] !== currentSlug)
        showIdentity({ ...APP_IDENTITY, manifest: undefined });
    }),
  );
  return null;
}
