import { A, useMatch } from '@solidjs/router';
import { createContext, type ParentProps, Show, useContext } from 'solid-js';
import { isUsable, pathOfOrganization, type SessionStatus } from '../../client/index.ts';
import { InstallHint } from '../install/InstallHint.tsx';
import { UnseenBadge } from '../notes/UnseenBadge.tsx';
import { nameOf } from '../sessions/session-words.ts';
import { SessionLost } from '../sign-in/SessionLost.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { OrganizationTag } from './OrganizationTag.tsx';

const Context = createContext<() => SessionStatus>();

/** The organization of the current pages and its session. */
export function useOrganization(): () => SessionStatus {
  const status = useContext(Context);
  if (status === undefined) throw new Error('useOrganization is used outside of <OrganizationFrame>');
  return status;
}

/**
 * The header of an organization's pages. The organization's name is the heading only while its session is usable. When
 * the session ends, the page content stays.
 */
export function OrganizationFrame(props: ParentProps<{ status: SessionStatus }>) {
  const organization = () => props.status.organization;
  const isOpen = () => isUsable(props.status.session);
  const settings = () => `${pathOfOrganization(organization().slug)}settings`;
  const isSettings = useMatch(settings);
  // The pages of an organization have the same heading. Their titles tell them apart.
  const title = () => (isSettings() ? `${organization().name} · Settings` : organization().name);
  const user = () => ('user' in props.status.session ? props.status.session.user : null);
  return (
    <Context.Provider value={() => props.status}>
      <PageTitle title={isOpen() ? title() : 'Session ended'} />
      <header class="organization">
        <OrganizationTag slug={organization().slug} name={organization().name} size="large" />
        <div class="organization-text">
          <h1>{isOpen() ? organization().name : 'Session ended'}</h1>
          <p class="hint">
            <Show when={isOpen() && user()} fallback="Not signed in">
              {(signedIn) => <>Signed in as {nameOf(signedIn())}</>}
            </Show>
          </p>
        </div>
        <nav class="tabs" aria-label="Pages of this organization">
          <A href={pathOfOrganization(organization().slug)} end>
            Notes
          </A>
          <A href={settings()}>Settings</A>
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
