import { useNavigate } from '@solidjs/router';
import { Match, Show, Switch } from 'solid-js';
import { beginSignInToAll, canSignInSilently, isUsable, keyringPaths } from '../../client/index.ts';
import { QuietProgress } from '../sign-in/QuietProgress.tsx';
import { SignInButton } from '../sign-in/SignInButton.tsx';
import { SignInToAllButton } from '../sign-in/SignInToAllButton.tsx';
import { Welcome } from '../sign-in/Welcome.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { OrganizationCards } from './OrganizationCards.tsx';
import { useOrganizations } from './OrganizationsProvider.tsx';

/** `/`: every organization of the users signed in on this device. */
export function OrganizationsPage() {
  const { list, isKnown, state, refresh } = useOrganizations();
  const navigate = useNavigate();
  const possible = () => list().filter(canSignInSilently);
  const begin = (): void => {
    beginSignInToAll(possible());
    navigate(keyringPaths().signInProgress);
  };
  const isAnyUsable = () => list().some(({ session }) => isUsable(session));
  return (
    <>
      <PageTitle title="Organizations" />
      <Switch fallback={<Welcome />}>
        <Match when={isKnown() && list().length > 0}>
          <div class="page-head">
            <div>
              <h1>Organizations</h1>
              <p class="hint">You sign in to each organization once and can then switch between them.</p>
            </div>
            <div class="actions">
              <Show when={state() !== 'loading'}>
                <SignInToAllButton organizations={possible()} onClick={begin} />
              </Show>
              <Show when={!isAnyUsable()}>
                <SignInButton />
              </Show>
            </div>
          </div>
          <Show when={state() === 'failed'}>
            <div class="notice" role="status">
              <p class="notice-text">
                The list could not be loaded completely. These organizations are known on this device.
              </p>
              <button type="button" class="button" onClick={refresh}>
                Try again
              </button>
            </div>
          </Show>
          <OrganizationCards organizations={list()} />
        </Match>
        <Match when={!isKnown() || state() === 'loading'}>
          <QuietProgress>Loading your organizations…</QuietProgress>
        </Match>
      </Switch>
    </>
  );
}
