import { createResource, Show } from 'solid-js';
import { useKeyring } from '../../solid/index.ts';
import { ErrorText } from '../ui/ErrorText.tsx';
import { MessagePage } from '../ui/MessagePage.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { asProblem, problemWords } from '../ui/problem.ts';
import { QuietProgress } from './QuietProgress.tsx';
import { RetryActions } from './RetryActions.tsx';

/**
 * The page of the "Sign-in URL" in the WorkOS dashboard. A sign-in that begins outside of the app, such as an invitation
 * or an impersonation, arrives here and continues at AuthKit.
 */
export function SignInFromLink() {
  const { keyring } = useKeyring();
  const search = location.search;
  const [error, { refetch }] = createResource(() =>
    keyring.signInFromLink(search).then(
      () => undefined,
      (reason: unknown) => ({ reason }),
    ),
  );
  return (
    <Show
      when={error()}
      fallback={
        <>
          <PageTitle title="Signing in" />
          <QuietProgress>Signing in…</QuietProgress>
        </>
      }
    >
      {(failure) => (
        <MessagePage
          heading="The sign-in could not start"
          actions={<RetryActions onRetry={() => void refetch()} />}
        >
          <ErrorText words={wordsFor(failure().reason, search)} />
        </MessagePage>
      )}
    </Show>
  );
}

/** @param search query of the link, which names the organization */
function wordsFor(reason: unknown, search: string): string {
  const problem = asProblem(reason);
  const organization = new URLSearchParams(search).get('organization');
  if (problem.code !== 'organization_unknown' || organization === null) return problemWords(problem);
  return `The link names the organization “${organization}”, which the server does not know.`;
}
