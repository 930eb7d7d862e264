import { useNavigate, useSearchParams } from '@solidjs/router';
import { createEffect, createResource, createSignal, Match, on, onMount, Show, Switch } from 'solid-js';
import { isUsable, KeyringError } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { isOnline } from '../ui/connection.ts';
import { MessagePage } from '../ui/MessagePage.tsx';
import { isStepBack } from '../ui/navigation.ts';
import { PageTitle } from '../ui/PageTitle.tsx';
import { pageOf } from '../ui/page-of.ts';
import { QuietProgress } from './QuietProgress.tsx';

/**
 * Where the worker sends a person whose sign-in failed and belongs to no organization's page. A sign-in that this tab
 * itself began, and that the worker has forgotten meanwhile, is asked for once more. A signed-in user who comes here by
 * the back button sees the organizations instead: that failure is over.
 */
export function AuthError() {
  const { keyring, sessions } = useKeyring();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const isOver = isStepBack() && sessions().some(({ session }) => isUsable(session));
  onMount(() => {
    if (isOver) navigate(pageOf(), { replace: true });
  });
  const isRefused = () => parameters.reason !== undefined;
  const [isWaiting, setWaiting] = createSignal(false);
  const [isResuming, { refetch }] = createResource(async () => {
    setWaiting(false);
    if (isRefused() || isOver) return false;
    try {
      return await keyring.resumeSignIn();
    } catch (error) {
      // Too often, or anything else: the page says what to do.
      setWaiting(error instanceof KeyringError && error.code === 'offline');
      return false;
    }
  });
  createEffect(on(isOnline, (online) => online && isWaiting() && refetch(), { defer: true }));
  return (
    <Switch>
      <Match when={isResuming.loading || isResuming()}>
        <PageTitle title="Signing in" />
        <QuietProgress>Signing in…</QuietProgress>
      </Match>
      <Match when={isWaiting()}>
        <MessagePage
          heading="You are offline"
          actions={
            <>
              <button type="button" class="button button-primary" onClick={() => void refetch()}>
                Try again
              </button>
              <a class="button" href={pageOf()}>
                All organizations
              </a>
            </>
          }
        >
          <p>
            The network went away in the middle of this sign-in. It goes on by itself when the network is
            back.
          </p>
        </MessagePage>
      </Match>
      <Match when={true}>
        <MessagePage
          heading={isRefused() ? 'You are not signed in' : 'This sign-in cannot be used'}
          actions={
            <>
              <a class="button button-primary" href={pageOf()}>
                All organizations
              </a>
              <a class="button" href={pageOf('sessions')}>
                Sessions
              </a>
            </>
          }
        >
          <Show
            when={isRefused()}
            fallback={
              <p>
                The link was used already, is older than ten minutes, or was begun in another browser. For
                your safety it was not followed, and nothing has changed. Open the organization and sign in
                from there.
              </p>
            }
          >
            <p>
              The sign-in service refused, or the sign-in was cancelled. Nothing has changed on this device.
              Try again, with another account if you have one.
            </p>
          </Show>
        </MessagePage>
      </Match>
    </Switch>
  );
}
