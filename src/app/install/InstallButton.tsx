import { createSignal, Show } from 'solid-js';
import type { Organization } from '../../client/index.ts';
import { manifestOf } from '../organizations/document-identity.ts';
import { ErrorText } from '../ui/ErrorText.tsx';
import { install, isInstallOffered } from './install-prompt.ts';

/** Installs an organization as an app. Rendered only while the browser offers installation. */
export function InstallButton(props: { organization: Organization; onPressed?: () => void }) {
  const [problem, setProblem] = createSignal<string>();
  const press = (): void => {
    props.onPressed?.();
    install().catch(() =>
      setProblem('The browser did not open the install dialog. Look for “Install” in the browser’s menu.'),
    );
  };
  return (
    <>
      <Show when={isInstallOffered(manifestOf(props.organization.slug))}>
        <button type="button" class="button" onClick={press}>
          Install {props.organization.name}
        </button>
      </Show>
      <ErrorText words={problem()} />
    </>
  );
}
