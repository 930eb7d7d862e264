import { createUniqueId, Match, Show, Switch } from 'solid-js';
import type { Organization } from '../../client/index.ts';
import { manifestOf } from '../organizations/document-identity.ts';
import { OrganizationTag } from '../organizations/OrganizationTag.tsx';
import { InstallButton } from './InstallButton.tsx';
import { installWay, isInstallOffered } from './install-prompt.ts';

/** Explains how to install an organization as an app. Renders nothing in the window of an installed app. */
export function InstallCard(props: { organization: Organization }) {
  const id = createUniqueId();
  const name = () => props.organization.name;
  return (
    <Show when={installWay() !== 'installed'}>
      <section class="card facts" aria-labelledby={id}>
        <h2 id={id}>Install as an app</h2>
        <div class="install">
          <OrganizationTag slug={props.organization.slug} name={name()} />
          <p class="hint">
            <Switch>
              <Match when={isInstallOffered(manifestOf(props.organization.slug))}>
                {name()} can have its own icon and window on this device.
              </Match>
              <Match when={installWay() === 'prompt'}>
                This page shows an install button as soon as your browser allows it. If {name()} is already
                installed, open it from your apps. A browser may offer no second organization while another
                one is installed.
              </Match>
              <Match when={installWay() === 'share-sheet'}>
                To put {name()} on your home screen, open the share sheet and choose “Add to Home Screen”.
              </Match>
              <Match when={installWay() === 'menu'}>
                To give {name()} its own icon, look in your browser's menu for “Install”, “Add to Dock” or
                “Add to Home screen”. A browser without these entries cannot install apps.
              </Match>
            </Switch>
          </p>
          <InstallButton organization={props.organization} />
        </div>
      </section>
    </Show>
  );
}
