import { createSignal, createUniqueId, Show } from 'solid-js';
import { type Organization, orgFetch, type RequestOwner } from '../../client/index.ts';
import { ActionStatus } from '../ui/ActionStatus.tsx';
import { createAction } from '../ui/create-action.ts';
import { focusIfLost, focusSoon } from '../ui/focus.ts';
import { changeWords, readNoContent } from '../ui/problem.ts';

/** Request timeout, ms: longer than the worker holds the request while its user signs in again. */
const LIMIT = 240_000;

/** Deletes all notes of an organization. Show it to admins only; the API refuses all other users. */
export function DeleteAllNotes(props: { organization: Organization; owner: RequestOwner }) {
  const id = createUniqueId();
  /** The `Idempotency-Key` of the question that is shown: no attempt deletes notes that were written after the first one. */
  const [key, setKey] = createSignal<string>();
  const { run, isBusy, problem } = createAction(changeWords);
  let opener: HTMLButtonElement | undefined;
  const close = (): void => {
    setKey(undefined);
    focusIfLost(opener);
  };
  const deleteAll = async (attempts: string): Promise<void> => {
    const headers = { 'Idempotency-Key': attempts };
    const init = { method: 'DELETE', headers, signal: AbortSignal.timeout(LIMIT) };
    const response = await orgFetch(props.organization.slug, '/api/notes', init, { owner: props.owner });
    await readNoContent(response);
    close();
  };
  return (
    <div class="actions">
      <Show
        when={key()}
        keyed
        fallback={
          <button ref={opener} type="button" class="button" onClick={() => setKey(crypto.randomUUID())}>
            Delete all notes
          </button>
        }
      >
        {(attempts) => (
          <>
            <p class="hint" id={id}>
              Delete all notes of {props.organization.name} for all members?
            </p>
            <button
              type="button"
              class="button button-danger"
              aria-describedby={id}
              aria-disabled={isBusy()}
              ref={focusSoon}
              onClick={() => void run(() => deleteAll(attempts))}
            >
              Delete them all
            </button>
            {/* The API may have deleted them by then. */}
            <button
              type="button"
              class="button"
              aria-disabled={isBusy()}
              onClick={() => {
                if (!isBusy()) close();
              }}
            >
              Keep the notes
            </button>
          </>
        )}
      </Show>
      <ActionStatus isBusy={isBusy()} progress="Deleting all notes…" problem={problem()} />
    </div>
  );
}
