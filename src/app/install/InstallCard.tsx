import { createUniqueId, Match, Show, Switch } from 'solid-js';
import type { Organization } from '../../client/index.ts';
import { manifestOf } from '../organizations/document-identity.ts';
import { OrganizationTag } from '../organizations/OrganizationTag.tsx';
import { InstallButton } from './InstallButton.tsx';
import { installWay, isInstallOffered } from './install-prompt.ts';

/** How to make an organization an app of its own; nothing in a window that is one. */
export function InstallCard(props: { organization: Organization }) {
  const id = createUniqueId();
  const name = () => props.organization.name;
  return (
    <Show when={installWay() !== 'installed'}>
      <section class="card facts" aria-labelledby={id}>
        <h2 id={id}>An app of its own</h2>
        <div class="install">
          <OrganizationTag slug={props.organization.slug} name={name()} />
          <p class="hint">
            <Switch>
              <Match when={isInstallOffered(manifestOf(props.organization.slug))}>
                {name()} can have its own icon and window on this device.
              </Match>
              <Match when={installWay() === 'prompt'}>
                Your browser offers to install {name()} here once it is ready to. If it is installed already,
                open it from your apps.
              </Match>
              <Match when={installWay() === 'share-sheet'}>
                To put {name()} on your home screen, open the share sheet and choose “Add to Home Screen”.
              </Match>
              <Match when={installWay() === 'menu'}>
                To give {name()} its own icon, look in your browser's menu for “Install”, “Add to Dock” or
                “Add to Home screen”. A browser that has none of them cannot install it.
              </Match>
            </Switch>
          </p>
          <InstallButton organization={props.organization} />
        </div>
      </section>
    </Show>
  );
}
