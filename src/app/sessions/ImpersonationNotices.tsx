import { Show } from 'solid-js';
import { impersonationOf, isUsable, type SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { ForOrganizations } from '../organizations/ForOrganizations.tsx';
import { ActionStatus } from '../ui/ActionStatus.tsx';
import { createAction } from '../ui/create-action.ts';
import { Moment } from '../ui/Moment.tsx';
import { notificationsOf } from './notifications.ts';
import { nameOf } from './session-words.ts';

/** One notice for each impersonated session, on every page: who acts as the user, why, and until when. */
export function ImpersonationNotices() {
  const { sessions } = useKeyring();
  return (
    <ForOrganizations each={sessions().filter(({ session }) => impersonationOf(session) !== undefined)}>
      {(status) => <ImpersonationNotice status={status()} />}
    </ForOrganizations>
  );
}

function ImpersonationNotice(props: { status: SessionStatus }) {
  const { keyring } = useKeyring();
  const { run, isBusy, problem } = createAction();
  const impersonation = () => impersonationOf(props.status.session);
  const user = () => (isUsable(props.status.session) ? nameOf(props.status.session.user) : 'this user');
  const end = async (): Promise<void> => {
    const { organization } = props.status;
    await notificationsOf(keyring).leave([organization]);
    await keyring.endImpersonation(organization);
  };
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
          <button type="button" class="button" aria-disabled={isBusy()} onClick={() => void run(end)}>
            End impersonation
          </button>
          <ActionStatus isBusy={isBusy()} progress="Ending the impersonation…" problem={problem()} />
        </section>
      )}
    </Show>
  );
}
