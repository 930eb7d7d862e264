import { createEffect, createMemo, createSignal, onCleanup, Show } from 'solid-js';
import type { Keyring, Organization } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { waitingNotes } from '../notes/outbox.ts';
import { followOutbox } from '../notes/outbox-channel.ts';
import { unsentMarkers } from '../notes/unsent-markers.ts';
import { createAction } from '../ui/create-action.ts';
import { ErrorText } from '../ui/ErrorText.tsx';
import { focusIfLost, focusSoon } from '../ui/focus.ts';
import { notificationsOf } from './notifications.ts';

/**
 * Ends one organization's session on this device and at AuthKit. Other sessions are not affected.
 *
 * @param props.describedBy id of an element that tells apart organizations with the same name
 */
export function SignOutButton(props: { organization: Organization; describedBy?: string | undefined }) {
  const { keyring } = useKeyring();
  return (
    <EndSessionsButton
      label={`Sign out of ${props.organization.name}`}
      describedBy={props.describedBy}
      countLost={() => countWaiting((organizationId) => organizationId === props.organization.id)}
      end={() => signOut(keyring, [props.organization])}
    />
  );
}

/** Ends the session of a user who belongs to no organization. It has no notes that could be lost. */
export function SignOutOfNoneButton() {
  const { keyring } = useKeyring();
  return <EndSessionsButton label="Sign out" countLost={async () => 0} end={() => keyring.signOut([null])} />;
}

/** Ends the sessions of several organizations. */
export function SignOutSelectedButton(props: { organizations: readonly Organization[]; onDone: () => void }) {
  const { keyring } = useKeyring();
  return (
    <EndSessionsButton
      label={`Sign out of ${props.organizations.length} selected`}
      countLost={() =>
        countWaiting((organizationId) => props.organizations.some(({ id }) => id === organizationId))
      }
      end={() => signOut(keyring, props.organizations).then(() => props.onDone())}
    />
  );
}

/** Ends every session of this device. */
export function SignOutEverywhereButton(props: { end: () => Promise<void> }) {
  return (
    <EndSessionsButton
      label="Sign out everywhere"
      isDanger
      countLost={() => countWaiting(() => true)}
      end={() => props.end()}
    />
  );
}

/** Signs out with one click. If unsent notes would be lost, it shows how many and asks for confirmation. */
function EndSessionsButton(props: {
  label: string;
  describedBy?: string | undefined;
  isDanger?: boolean;
  countLost: () => Promise<number>;
  end: () => Promise<void>;
}) {
  const [lost, setLost] = createSignal(0);
  const { run, isBusy, problem } = createAction();
  let opener: HTMLButtonElement | undefined;
  const isAsking = createMemo(() => lost() > 0);
  // While the user decides, the notes may be sent or discarded, also by another tab.
  createEffect(() => {
    if (!isAsking()) return;
    const stop = followWaitingNotes(async () => {
      const count = await props.countLost();
      if (!isAsking() || isBusy()) return;
      setLost(count);
      focusIfLost(opener);
    });
    onCleanup(stop);
  });
  const stay = (): void => {
    if (isBusy()) return;
    setLost(0);
    focusIfLost(opener);
  };
  const signOut = async (isConfirmed: boolean): Promise<void> => {
    // Without unsent notes the sign-out starts synchronously, so it also completes if the user closes the page at once.
    setLost(isConfirmed || unsentMarkers().length === 0 ? 0 : await props.countLost());
    if (lost() > 0) return;
    focusIfLost(opener);
    await props.end();
  };

  return (
    <>
      <Show
        when={isAsking()}
        fallback={
          <button
            ref={opener}
            type="button"
            class="button"
            classList={{ 'button-danger': props.isDanger === true }}
            aria-describedby={props.describedBy}
            aria-disabled={isBusy()}
            onClick={() => void run(() => signOut(false))}
          >
            {props.label}
          </button>
        }
      >
        <div class="stack">
          <p class="error-text" role="status">
            {notes(lost())} not sent yet and would be lost.
          </p>
          <div class="actions">
            <button type="button" class="button" ref={focusSoon} aria-disabled={isBusy()} onClick={stay}>
              Stay signed in
            </button>
            <button
              type="button"
              class="button button-danger"
              aria-disabled={isBusy()}
              onClick={() => void run(() => signOut(true))}
            >
              Sign out and lose {lost() === 1 ? 'it' : 'them'}
            </button>
          </div>
        </div>
      </Show>
      <ErrorText words={problem()} />
    </>
  );
}

async function signOut(keyring: Keyring, organizations: readonly Organization[]): Promise<void> {
  await notificationsOf(keyring).leave(organizations);
  await keyring.signOut(organizations);
}

const notes = (count: number): string => (count === 1 ? '1 note was' : `${count} notes were`);

async function countWaiting(isLeaving: (organizationId: string) => boolean): Promise<number> {
  // Without storage there are no unsent notes.
  const waiting = await waitingNotes().catch(() => []);
  return waiting.reduce((sum, { organizationId, count }) => sum + (isLeaving(organizationId) ? count : 0), 0);
}

/** Calls a listener after each change of the unsent notes of this device. @returns stops it */
function followWaitingNotes(onChange: () => Promise<void>): () => void {
  const stops: (() => void)[] = [];
  let isOver = false;
  waitingNotes().then(
    (owners) => {
      if (isOver) return;
      for (const owner of owners) stops.push(followOutbox(owner, () => void onChange()));
      // A note may have been sent before this page listened.
      void onChange();
    },
    () => {},
  );
  return () => {
    isOver = true;
    for (const stop of stops) stop();
  };
}
