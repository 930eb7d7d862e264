import type { RouteSectionProps } from '@solidjs/router';
import { Show } from 'solid-js';
import { parseOrganizationSlug } from '../../client/index.ts';
import { RequireSession } from '../../solid/index.ts';
import { GuardPage } from '../sign-in/GuardPage.tsx';
import { OrganizationFrame } from './OrganizationFrame.tsx';

/** `/:orgSlug/*`: renders an organization's pages only with a session for it. */
export function OrganizationLayout(props: RouteSectionProps) {
  return (
    <Show when={parseOrganizationSlug(props.params.orgSlug)}>
      {(slug) => (
        <RequireSession slug={slug()} fallback={(state, actions) => <GuardPage state={state} {...actions} />}>
          {(status) => <OrganizationFrame status={status()}>{props.children}</OrganizationFrame>}
        </RequireSession>
      )}
    </Show>
  );
}
