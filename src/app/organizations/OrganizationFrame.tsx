import { A } from '@solidjs/router';
import { createContext, type ParentProps, Show, useContext } from 'solid-js';
import { isUsable, pathOfOrganization, type SessionStatus } from '../../client/index.ts';
import { InstallHint } from '../install/InstallHint.tsx';
import { UnseenBadge } from '../notes/UnseenBadge.tsx';
import { nameOf } from '../sessions/session-words.ts';
import { SessionLost } from '../sign-in/SessionLost.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { OrganizationTag } from './OrganizationTag.tsx';

const Context = createContext<() => SessionStatus>();

/** The organization whose pages these are, and its session. */
export function useOrganization(): () => SessionStatus {
  const status = useContext(Context);
  if (status === undefined) throw new Error('useOrganization is used outside of <OrganizationFrame>');
  return status;
}

/**
 * The head of an organization's pages. Its name is the heading only while its session is usable; when that ends, the
 * pages below stay as they are.
 */
export function OrganizationFrame(props: ParentProps<{ status: SessionStatus }>) {
  const organization = () => props.status.organization;
  const isOpen = () => isUsable(props.status.session);
  const user = () => ('user' in props.status.session ? props.status.session.user : null);
  return (
    <Context.Provider value={() => props.status}>
      <PageTitle title={isOpen() ? organization().name : 'Session ended'} />
      <header class="organization">
        <OrganizationTag slug={organization().slug} name={organization().name} size="large" />
        <div class="organization-text">
          <h1>{isOpen() ? organization().name : 'Session ended'}</h1>
          <p class="hint">
            <Show when={isOpen() && user()} fallback="Not signed in">
              {(person) => <>Signed in as {nameOf(person())}</>}
            </Show>
          </p>
        </div>
        <nav class="tabs" aria-label="Pages of this organization">
          <A href={pathOfOrganization(organization().slug)} end>
            Notes
          </A>
          <A href={`${pathOfOrganization(organization().slug)}settings`}>Settings</A>
        </nav>
      </header>
      <Show when={!isOpen()}>
        <SessionLost status={props.status} />
      </Show>
      <Show when={isOpen()}>
        <InstallHint organization={organization()} />
        <UnseenBadge status={props.status} />
      </Show>
      {props.children}
    </Context.Provider>
  );
}
