import { useNavigate } from '@solidjs/router';
import { createSignal, createUniqueId, Show } from 'solid-js';
import { isUsable, type Organization } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { notificationsOf } from '../sessions/notifications.ts';
import { ActionStatus } from '../ui/ActionStatus.tsx';
import { createAction } from '../ui/create-action.ts';
import { focusIfLost, focusSoon } from '../ui/focus.ts';
import { pageOf } from '../ui/page-of.ts';
import { changeWords } from '../ui/problem.ts';
import { leaveOrganization } from './create-organization.ts';

/**
 * Ends the user's membership of an organization, after a confirmation. Without another session the app signs in again at once:
 * AuthKit asks for nothing, and the user continues in another organization, or without one.
 */
export function LeaveOrganization(props: { organization: Organization }) {
  const { keyring, sessions } = useKeyring();
  const navigate = useNavigate();
  const id = createUniqueId();
  const [isAsking, setAsking] = createSignal(false);
  const { run, isBusy, problem } = createAction(changeWords);
  let opener: HTMLButtonElement | undefined;
  const stay = (): void => {
    if (isBusy()) return;
    setAsking(false);
    focusIfLost(opener);
  };
  const leave = async (): Promise<void> => {
    const { organization } = props;
    await notificationsOf(keyring).leave([organization]);
    await leaveOrganization(organization.slug);
    const others = sessions().filter((status) => status.organization.id !== organization.id);
    navigate(pageOf());
    await keyring.signOut([organization]);
    if (!others.some(({ session }) => isUsable(session))) await keyring.signIn(null, { returnTo: pageOf() });
  };
  return (
    <section class="card facts" aria-label="Membership">
      <h2>Membership</h2>
      <Show
        when={isAsking()}
        fallback={
          <div class="actions">
            <button ref={opener} type="button" class="button" onClick={() => setAsking(true)}>
              Leave {props.organization.name}
            </button>
          </div>
        }
      >
        <p class="error-text" id={id}>
          You lose access to {props.organization.name}, and notes that were not sent yet are deleted from this
          device. Only an invitation brings you back.
        </p>
        <div class="actions">
          <button
            type="button"
            class="button"
            ref={focusSoon}
            aria-describedby={id}
            aria-disabled={isBusy()}
            onClick={stay}
          >
            Stay a member
          </button>
          <button
            type="button"
            class="button button-danger"
            aria-disabled={isBusy()}
            onClick={() => void run(leave)}
          >
            Leave now
          </button>
        </div>
      </Show>
      <ActionStatus isBusy={isBusy()} progress={`Leaving ${props.organization.name}…`} problem={problem()} />
    </section>
  );
}
