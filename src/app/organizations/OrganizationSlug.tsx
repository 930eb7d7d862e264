import { Show } from 'solid-js';
import type { Organization } from '../../client/index.ts';
import { useOrganizations } from './OrganizationsProvider.tsx';

/** The slug of an organization whose name another one also has. Renders nothing for all others. */
export function OrganizationSlug(props: { organization: Organization; id?: string }) {
  const { slugToShow } = useOrganizations();
  return (
    <Show when={slugToShow(props.organization)}>
      {(slug) => (
        <span class="organization-slug" id={props.id}>
          {slug()}
        </span>
      )}
    </Show>
  );
}
