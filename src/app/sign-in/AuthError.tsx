import { useNavigate, useSearchParams } from '@solidjs/router';
import {
  createEffect,
  createResource,
  createSignal,
  Match,
  on,
  onCleanup,
  onMount,
  Show,
  Switch,
} from 'solid-js';
import { isUsable, KeyringError } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { AllOrganizationsLink } from '../ui/AllOrganizationsLink.tsx';
import { isOnline } from '../ui/connection.ts';
import { MessagePage } from '../ui/MessagePage.tsx';
import { isStepBack } from '../ui/navigation.ts';
import { PageTitle } from '../ui/PageTitle.tsx';
import { pageOf } from '../ui/page-of.ts';
import { QuietProgress } from './QuietProgress.tsx';
import { RetryActions } from './RetryActions.tsx';

/**
 * The page that the worker redirects to when a sign-in failed that belongs to no organization's page. If this tab started
 * the sign-in and the worker no longer knows it, the page starts it again. A signed-in user who returns to this page with the back
 * button sees the organizations instead, because the failure is over.
 */
export function AuthError() {
  const { keyring, sessions } = useKeyring();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const hasSession = () => sessions().some(({ session }) => isUsable(session));
  const isOver = isStepBack() && hasSession();
  /** Firefox keeps this page in its back/forward cache, and the way back shows it without a new start. */
  const [isRestored, setRestored] = createSignal(false);
  onMount(() => {
    if (isOver) navigate(pageOf(), { replace: true });
    const onPageShow = ({ persisted }: PageTransitionEvent) => persisted && setRestored(true);
    addEventListener('pageshow', onPageShow);
    onCleanup(() => removeEventListener('pageshow', onPageShow));
  });
  createEffect(() => isRestored() && hasSession() && navigate(pageOf(), { replace: true }));
  const isRefused = () => parameters.reason !== undefined;
  const [isWaiting, setWaiting] = createSignal(false);
  const [isResuming, { refetch }] = createResource(async () => {
    setWaiting(false);
    if (isRefused() || isOver) return false;
    try {
      return await keyring.resumeSignIn();
    } catch (error) {
      // For every other error the page below tells the user what to do.
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
        <MessagePage heading="You are offline" actions={<RetryActions onRetry={() => void refetch()} />}>
          <p>The network was lost during this sign-in. The sign-in continues when you are online again.</p>
        </MessagePage>
      </Match>
      <Match when={true}>
        <MessagePage
          heading={isRefused() ? 'You are not signed in' : 'This sign-in cannot be used'}
          actions={
            <>
              <AllOrganizationsLink isPrimary />
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
                The link has been used already, is older than ten minutes, or belongs to another browser. For
                your safety the app did not follow it, and nothing has changed. Open the organization and sign
                in from there.
              </p>
            }
          >
            <p>
              {parameters.reason === 'invitation_invalid'
                ? 'The invitation has expired, was already used, or was sent to another email address. Ask for a new one.'
                : 'The sign-in service refused, or the sign-in was cancelled. Nothing has changed on this device. Try again, with another account if you have one.'}
            </p>
          </Show>
        </MessagePage>
      </Match>
    </Switch>
  );
}
