import { createMemo, createSignal, createUniqueId, onCleanup, onMount, Show } from 'solid-js';
import type { StepUpRequest } from '../../client/index.ts';
import { useConfirmation, useKeyring } from '../../solid/index.ts';
import { ActionStatus } from '../ui/ActionStatus.tsx';
import { createAction } from '../ui/create-action.ts';
import { ErrorText } from '../ui/ErrorText.tsx';

/**
 * Asks the user to sign in again for a request that its API refused until then. One request at a time: each needs its own
 * confirmation.
 */
export function StepUpDialog() {
  const { keyring } = useKeyring();
  const [waiting, setWaiting] = createSignal<readonly StepUpRequest[]>([]);
  onCleanup(keyring.onStepUps(setWaiting));
  const confirmation = useConfirmation();
  // A modal dialog would block the page's retry button while the page hides what is not confirmed.
  const id = createMemo(() => (confirmation() === 'confirmed' ? waiting()[0]?.id : undefined));
  return (
    // Keyed by id: a list that changes renders no new dialog for the same request.
    <Show when={id()} keyed>
      {(current) => <Dialog request={waiting().find((one) => one.id === current)} />}
    </Show>
  );
}

function Dialog(props: { request: StepUpRequest | undefined }) {
  const { keyring } = useKeyring();
  const [isElsewhere, setElsewhere] = createSignal(false);
  const { run, isBusy, problem } = createAction();
  // The user may refuse while the sign-in begins.
  const refusal = createAction();
  const heading = createUniqueId();
  const text = createUniqueId();
  let dialog: HTMLDialogElement | undefined;
  onMount(() => dialog?.showModal());
  // Before it is removed: only `close` returns the focus to the control that asked for the request.
  onCleanup(() => dialog?.close());

  const confirm = (): void =>
    void run(async () => {
      if (props.request === undefined) return;
      setElsewhere((await keyring.confirmStepUp(props.request)) === 'popup');
    });
  const refuse = (): void =>
    void refusal.run(async () => {
      if (props.request !== undefined) await keyring.refuseStepUp(props.request);
    });

  return (
    <dialog
      ref={dialog}
      class="step-up card"
      aria-labelledby={heading}
      aria-describedby={text}
      onCancel={(event) => {
        event.preventDefault();
        refuse();
      }}
    >
      <h2 id={heading}>Confirm that it is you</h2>
      <p id={text}>
        <strong>{props.request?.organization.name}</strong>: {props.request && actionWords(props.request)}.
        This needs a new sign-in.
      </p>
      <p class="hint" role="status">
        {isElsewhere() && 'Finish signing in in the window that has opened. If you closed it, confirm again.'}
      </p>
      <ActionStatus isBusy={isBusy()} progress="Taking you to the sign-in page…" problem={problem()} />
      <ErrorText words={refusal.problem()} />
      <div class="actions">
        <button type="button" class="button button-primary" aria-disabled={isBusy()} onClick={confirm}>
          Confirm it is you
        </button>
        <button type="button" class="button" onClick={refuse}>
          Cancel
        </button>
      </div>
    </dialog>
  );
}

/** What the user confirms. The method and path of a request that this app has no words for. */
function actionWords({ method, origin, path }: StepUpRequest): string {
  if (origin !== location.origin) return `${method} ${origin}${path}`;
  return method === 'DELETE' && path === '/api/notes'
    ? 'delete all notes of this organization'
    : `${method} ${path}`;
}
