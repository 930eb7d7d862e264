import { createMemo, Show } from 'solid-js';
import { isUsable, type SessionStatus } from '../../client/index.ts';
import { ForOrganizations } from '../organizations/ForOrganizations.tsx';
import { useOrganizations } from '../organizations/OrganizationsProvider.tsx';
import { ErrorText } from '../ui/ErrorText.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { pageOf } from '../ui/page-of.ts';
import { createSignInToAll } from './create-sign-in-to-all.ts';
import { progressWords } from './progress-words.ts';
import { RunPause } from './RunPause.tsx';
import { SignInButton } from './SignInButton.tsx';
import { SignInProgressRow } from './SignInProgressRow.tsx';
import { SignInToAllButton } from './SignInToAllButton.tsx';

/** `/sessions/sign-in`: what has become of a sign-in to all organizations so far, and what is left at its end. */
export function SignInProgressPage() {
  const { list, stateWords } = useOrganizations();
  const { phase, waiting, possible, skippedFor, begin, stop, goOnOnline } = createSignInToAll();
  const isRunning = () => phase().type !== 'resting';
  // Under way nothing moves; at the end those come first that are left.
  const inOrder = createMemo(() =>
    [...list()].sort(
      (a, b) =>
        (isRunning() ? 0 : Number(isUsable(a.session)) - Number(isUsable(b.session))) ||
        a.organization.name.localeCompare(b.organization.name, 'en', { numeric: true }),
    ),
  );
  const signedIn = () => list().filter(({ session }) => isUsable(session)).length;
  const total = () => signedIn() + (isRunning() ? waiting().length : list().length - signedIn());
  const heading = () => (isRunning() ? 'Signing in to your organizations' : 'Your organizations');
  const problem = () => {
    const current = phase();
    return current.type === 'resting' ? current.problem : undefined;
  };
  const wordsOf = (status: SessionStatus): string =>
    progressWords(status, {
      place: isRunning() ? waiting().indexOf(status) : -1,
      isLeaving: phase().type === 'leaving',
      skipped: skippedFor(status),
      otherwise: stateWords(status),
    });
  const isOffered = (status: SessionStatus): boolean => !isRunning() && !isUsable(status.session);

  return (
    <>
      <PageTitle title={heading()} />
      <div class="page-head">
        <div>
          <h1>{heading()}</h1>
          <p class="hint" role="status">
            {signedIn()} of {total()} signed in
            {isRunning() || signedIn() === total() ? '.' : '. The others are named below.'}
          </p>
        </div>
        <div class="actions">
          <Show when={isRunning()}>
            <button type="button" class="button" onClick={stop}>
              Stop
            </button>
          </Show>
          <Show when={!isRunning()}>
            <SignInToAllButton organizations={possible()} onClick={begin} />
            <a class="button" href={pageOf()}>
              All organizations
            </a>
          </Show>
        </div>
      </div>
      <Show when={isRunning()}>
        <progress
          class="run-progress"
          aria-label="Organizations signed in"
          max={total()}
          value={signedIn()}
        />
      </Show>
      <RunPause phase={phase()} tryNow={goOnOnline} />
      <ErrorText words={problem()} />
      <Show when={list().length > 0} fallback={<SignInButton />}>
        <ul class="card progress-rows" aria-label="Organizations">
          <ForOrganizations each={inOrder()}>
            {(status) => (
              <SignInProgressRow
                status={status()}
                words={wordsOf(status())}
                isOffered={isOffered(status())}
              />
            )}
          </ForOrganizations>
        </ul>
      </Show>
    </>
  );
}
