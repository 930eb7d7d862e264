import { createMemo, Show } from 'solid-js';
import { isUsable, type SessionStatus } from '../../client/index.ts';
import { ForOrganizations } from '../organizations/ForOrganizations.tsx';
import { useOrganizations } from '../organizations/OrganizationsProvider.tsx';
import { AllOrganizationsLink } from '../ui/AllOrganizationsLink.tsx';
import { createAction } from '../ui/create-action.ts';
import { ErrorText } from '../ui/ErrorText.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { asProblem, problemWords } from '../ui/problem.ts';
import { createSignInToAll } from './create-sign-in-to-all.ts';
import { progressWords } from './progress-words.ts';
import { RunPause } from './RunPause.tsx';
import { SignInButton } from './SignInButton.tsx';
import { SignInProgressRow } from './SignInProgressRow.tsx';
import { SignInToAllButton } from './SignInToAllButton.tsx';

/** `/sessions/sign-in`: the progress of a sign-in to all organizations, and at its end the ones that are left. */
export function SignInProgressPage() {
  const { list, stateWords } = useOrganizations();
  const { run, state } = createSignInToAll();
  const beginning = createAction();
  const begin = async (): Promise<void> => run.begin();
  const phase = createMemo(() => state().phase);
  const waiting = () => state().waiting;
  const isRunning = () => phase().type !== 'resting';
  // While the sign-in runs the order is kept. At its end the organizations without a session come first.
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
    const error = current.type === 'resting' ? current.error : undefined;
    return error === undefined ? undefined : problemWords(asProblem(error));
  };
  const wordsOf = (status: SessionStatus): string =>
    progressWords(status, {
      place: isRunning() ? waiting().indexOf(status) : -1,
      isLeaving: phase().type === 'leaving',
      skipped: state().skipped.get(status.organization.id),
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
            <button type="button" class="button" onClick={run.stop}>
              Stop
            </button>
          </Show>
          <Show when={!isRunning()}>
            <SignInToAllButton organizations={state().possible} onClick={() => void beginning.run(begin)} />
            <AllOrganizationsLink />
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
      <RunPause phase={phase()} tryNow={run.goOnOnline} />
      <ErrorText words={problem() ?? beginning.problem()} />
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
