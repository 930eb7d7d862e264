import { useNavigate } from '@solidjs/router';
import { createMemo, Match, Show, Switch } from 'solid-js';
import { beginSignInToAll, canSignInSilently, isUsable, keyringPaths } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { QuietProgress } from '../sign-in/QuietProgress.tsx';
import { SignInButton } from '../sign-in/SignInButton.tsx';
import { SignInToAllButton } from '../sign-in/SignInToAllButton.tsx';
import { Welcome } from '../sign-in/Welcome.tsx';
import { ActionStatus } from '../ui/ActionStatus.tsx';
import { createAction } from '../ui/create-action.ts';
import { ErrorText } from '../ui/ErrorText.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { CreateOrganization } from './CreateOrganization.tsx';
import { NoOrganization } from './NoOrganization.tsx';
import { OrganizationCards } from './OrganizationCards.tsx';
import { useOrganizations } from './OrganizationsProvider.tsx';

/** `/`: every organization of the users signed in on this device. */
export function OrganizationsPage() {
  const { list, isKnown, state, isReading, refresh } = useOrganizations();
  const { withoutOrganization } = useKeyring();
  const navigate = useNavigate();
  const possible = () => list().filter(canSignInSilently);
  const { run, problem } = createAction();
  const begin = async (): Promise<void> => {
    beginSignInToAll(possible());
    navigate(keyringPaths().signInProgress);
  };
  const firstUsable = createMemo(() => list().find(({ session }) => isUsable(session))?.organization.slug);
  const usableWithout = createMemo(() => {
    const session = withoutOrganization();
    return session !== undefined && isUsable(session) ? session : undefined;
  });
  const isAnyUsable = () => firstUsable() !== undefined || usableWithout() !== undefined;
  return (
    <>
      <PageTitle title="Organizations" />
      <Switch fallback={<Welcome />}>
        <Match when={isKnown() && list().length > 0}>
          <div class="page-head">
            <div>
              <h1>Organizations</h1>
              <p class="hint">Switch between your organizations without signing in again.</p>
            </div>
            <div class="actions">
              <Show when={state() !== 'loading'}>
                <SignInToAllButton organizations={possible()} onClick={() => void run(begin)} />
              </Show>
              <Show when={!isAnyUsable()}>
                <SignInButton />
              </Show>
            </div>
          </div>
          <ErrorText words={problem()} />
          <div class="page-notice" role="status">
            <Show when={state() === 'failed'}>
              <div class="notice">
                <p class="notice-text">
                  The list could not be loaded completely. These organizations are known on this device.
                </p>
                <button
                  type="button"
                  class="button"
                  aria-disabled={isReading()}
                  onClick={() => {
                    if (!isReading()) refresh();
                  }}
                >
                  Try again
                </button>
              </div>
            </Show>
          </div>
          <ActionStatus
            isBusy={state() === 'failed' && isReading()}
            progress="Loading the list…"
            problem={undefined}
          />
          <OrganizationCards organizations={list()} />
          <Show when={isAnyUsable()}>
            <section class="stack new-organization" aria-label="New organization">
              <h2>New organization</h2>
              <CreateOrganization slug={firstUsable() ?? null} />
            </section>
          </Show>
        </Match>
        <Match when={!isKnown() || state() === 'loading'}>
          <QuietProgress>Loading your organizations…</QuietProgress>
        </Match>
        <Match when={usableWithout()}>{(session) => <NoOrganization session={session()} />}</Match>
      </Switch>
    </>
  );
}
