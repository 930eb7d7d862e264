import { A, useLocation } from '@solidjs/router';
import { createMemo, type ParentProps, Show } from 'solid-js';
import { organizationHue, organizationSlugOfPath } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { useOrganizations } from '../organizations/OrganizationsProvider.tsx';
import { Switcher } from '../organizations/Switcher.tsx';
import { DeviceNotices } from '../sessions/DeviceNotices.tsx';
import { ImpersonationNotices } from '../sessions/ImpersonationNotices.tsx';
import { keepFocus } from './focus.ts';
import { KeyringMark } from './icons.tsx';
import { PageAnnouncement } from './PageAnnouncement.tsx';
import { pageOf } from './page-of.ts';

/** The layout of every page: the top bar and the page content, in the colour of the organization. */
export function Shell(props: ParentProps) {
  const location = useLocation();
  const { list } = useOrganizations();
  const { withoutOrganization } = useKeyring();
  const slug = createMemo(() => organizationSlugOfPath(location.pathname));
  const current = createMemo(() => list().find(({ organization }) => organization.slug === slug()));

  let content: HTMLElement | undefined;

  return (
    <div class="shell" style={{ '--hue': hueOf(slug()) }}>
      <a class="skip-link" href="#content" target="_self">
        Skip to content
      </a>
      {/* The switcher and the links go with the last session. */}
      <header class="bar" ref={(bar) => keepFocus(bar, () => content ?? bar)}>
        <A class="brand" href={pageOf()} aria-label="All organizations">
          <KeyringMark />
          <span class="brand-name">Keyring</span>
        </A>
        <Show when={list().length > 0}>
          <Switcher organizations={list()} current={current()} />
        </Show>
        <Show when={list().length > 0 || withoutOrganization() !== undefined}>
          <nav class="bar-links" aria-label="Device">
            <A href={pageOf('sessions')}>Sessions</A>
          </nav>
        </Show>
      </header>
      <main
        id="content"
        tabindex="-1"
        ref={(main) => {
          content = main;
          keepFocus(main);
        }}
      >
        <ImpersonationNotices />
        <DeviceNotices />
        {props.children}
      </main>
      <PageAnnouncement />
    </div>
  );
}

/** Pages of no organization use the colour of the app. */
const hueOf = (slug: string | undefined): number => (slug === undefined ? 275 : organizationHue(slug));
