import { createEffect, createMemo, createSignal, For, on, Show } from 'solid-js';
import type { LogEntry, Organization } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { useOrganizations } from '../organizations/OrganizationsProvider.tsx';
import { areOthers, usersOf } from '../organizations/who-is-where.ts';
import { ActionStatus } from '../ui/ActionStatus.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { asProblem, problemWords } from '../ui/problem.ts';
import { LogRow } from './LogRow.tsx';
import { logText } from './log-words.ts';

/** `/sessions/details`: the worker's activity log, for troubleshooting. */
export function InspectorPage() {
  const { keyring, sessions } = useKeyring();
  const { slugToShow } = useOrganizations();
  const nameWithSlug = (organization: Organization): string => {
    const slug = slugToShow(organization);
    return slug === undefined ? organization.name : `${organization.name} (${slug})`;
  };
  const [entries, setEntries] = createSignal<readonly LogEntry[]>([]);
  const [chosen, setChosen] = createSignal('');
  const [problem, setProblem] = createSignal<string>();

  const [pending, setPending] = createSignal(0);

  const read = (): void => {
    setPending((count) => count + 1);
    keyring
      .inspect()
      .then(
        (latest) => {
          setEntries(latest);
          setProblem(undefined);
        },
        (error: unknown) => setProblem(problemWords(asProblem(error))),
      )
      .finally(() => setPending((count) => count - 1));
  };
  createEffect(
    on(sessions, (current, before = []) => {
      // After a sign-out everywhere the page must not show earlier sessions.
      if (current.length === 0 || areOthers(usersOf(before), usersOf(current))) setEntries([]);
      read();
    }),
  );

  const names = createMemo(
    () =>
      new Map(sessions().map(({ organization }) => [organization.id, nameWithSlug(organization)] as const)),
  );
  const nameOf = (id: string): string => names().get(id) ?? id;
  const organizationIds = createMemo(() => [
    ...new Set(entries().flatMap(({ organizationId }) => organizationId ?? [])),
  ]);
  const shown = createMemo(() =>
    entries().filter(({ organizationId }) => chosen() === '' || organizationId === chosen()),
  );

  return (
    <>
      <PageTitle title="Session details" />
      <div class="page-head">
        <div>
          <h1>Session details</h1>
          <p class="hint">
            Activity log of the session worker on this device, including restarts. It contains no tokens.
          </p>
        </div>
        <div class="actions">
          <button type="button" class="button" onClick={read}>
            Refresh
          </button>
          <CopyButton text={() => logText(shown(), nameOf)}>Copy as text</CopyButton>
        </div>
      </div>
      <p class="log-filter">
        <label for="log-organization">Organization</label>
        <select
          id="log-organization"
          class="select"
          value={chosen()}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        >
          <option value="">All</option>
          <For each={organizationIds()}>{(id) => <option value={id}>{nameOf(id)}</option>}</For>
        </select>
      </p>
      <ActionStatus isBusy={pending() > 0} progress="Reading the activity log…" problem={problem()} />
      <Show
        when={shown().length > 0}
        fallback={
          <div class="empty card">
            <p class="empty-title">The activity log is empty</p>
          </div>
        }
      >
        <table class="records log card" aria-label="Activity log">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Organization</th>
              <th scope="col">What</th>
              <th scope="col">Details</th>
              <th scope="col">Figures</th>
            </tr>
          </thead>
          <tbody>
            <For each={shown().toReversed()}>{(entry) => <LogRow entry={entry} nameOf={nameOf} />}</For>
          </tbody>
        </table>
      </Show>
    </>
  );
}
