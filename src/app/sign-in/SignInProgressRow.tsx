import { Show } from 'solid-js';
import { isUsable, pathOfOrganization, type SessionStatus } from '../../client/index.ts';
import { OrganizationSlug } from '../organizations/OrganizationSlug.tsx';
import { OrganizationTag } from '../organizations/OrganizationTag.tsx';
import { SignInTo } from './SignInTo.tsx';

/** One organization of a sign-in to all: its state, and a button where the user has to start the sign-in. */
export function SignInProgressRow(props: { status: SessionStatus; words: string; isOffered: boolean }) {
  const organization = () => props.status.organization;
  return (
    <li class="progress-row">
      <OrganizationTag slug={organization().slug} name={organization().name} size="small" />
      <span class="progress-row-text">
        <span class="progress-row-name">
          <Show when={isUsable(props.status.session)} fallback={organization().name}>
            <a href={pathOfOrganization(organization().slug)}>{organization().name}</a>
          </Show>
        </span>
        <OrganizationSlug organization={organization()} />
        <span class="state" classList={{ 'state-good': isUsable(props.status.session) }}>
          {props.words}
        </span>
      </span>
      <Show when={props.isOffered}>
        <div class="progress-row-action">
          <SignInTo organization={organization()} />
        </div>
      </Show>
    </li>
  );
}
