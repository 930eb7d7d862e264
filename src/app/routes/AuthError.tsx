import { useSearchParams } from '@solidjs/router';
import { createResource, Match, Show, Switch } from 'solid-js';
import { useKeyring } from '../../solid/index.ts';
import { MessagePage } from '../components/MessagePage.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { QuietProgress } from '../components/QuietProgress.tsx';

/**
 * Where the worker sends a person whose sign-in failed and belongs to no organization's page. A sign-in that this tab
 * itself began, and that the worker has forgotten meanwhile, is asked for once more.
 */
export function AuthError() {
  const { keyring } = useKeyring();
  const [parameters] = useSearchParams();
  const isRefused = () => parameters.reason !== undefined;
  const [isResuming] = createResource(async () => {
    // Offline, or too often: the page says what to do.
    return !isRefused() && (await keyring.resumeSignIn().catch(() => false));
  });
  return (
    <Switch>
      <Match when={isResuming.loading || isResuming()}>
        <PageTitle title="Signing in" />
        <QuietProgress>Signing in…</QuietProgress>
      </Match>
      <Match when={true}>
        <MessagePage
          heading={isRefused() ? 'You are not signed in' : 'This sign-in cannot be used'}
          actions={
            <>
              <a class="button button-primary" href="/">
                All organizations
              </a>
              <a class="button" href="/sessions">
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
