import { createSignal, For, Show } from 'solid-js';
import { impersonationOf, isUsable, type SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { ErrorText } from '../ui/ErrorText.tsx';
import { Moment } from '../ui/Moment.tsx';
import { asProblem, problemWords } from '../ui/problem.ts';
import { notificationsOf } from './notifications.ts';
import { nameOf } from './session-words.ts';

/** One notice for each impersonated session, on every page: who acts as the user, why, and until when. */
export function ImpersonationNotices() {
  const { sessions } = useKeyring();
  return (
    <For each={sessions().filter(({ session }) => impersonationOf(session) !== undefined)}>
      {(status) => <ImpersonationNotice status={status} />}
    </For>
  );
}

function ImpersonationNotice(props: { status: SessionStatus }) {
  const { keyring } = useKeyring();
  const [problem, setProblem] = createSignal<string>();
  const impersonation = () => impersonationOf(props.status.session);
  const user = () => (isUsable(props.status.session) ? nameOf(props.status.session.user) : 'this user');
  const end = () =>
    notificationsOf(keyring)
      .leave([props.status.organization])
      .then(() => keyring.endImpersonation(props.status.organization))
      .catch((error: unknown) => setProblem(problemWords(asProblem(error))));
  return (
    <Show when={impersonation()}>
      {(current) => (
        <section class="notice notice-warning" aria-label="Impersonation">
          <p class="notice-text">
            <strong>
              {current().email} acts as {user()} in {props.status.organization.name}.
            </strong>{' '}
            Reason: {current().reason ?? 'not given'}. The impersonation ends{' '}
            <Moment at={current().until} isToCome />.
          </p>
          <button type="button" class="button" onClick={() => void end()}>
            End impersonation
          </button>
          <ErrorText words={problem()} />
        </section>
      )}
    </Show>
  );
}
