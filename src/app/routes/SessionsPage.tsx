import { useNavigate } from '@solidjs/router';
import { createMemo, createSignal, Show } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { AnotherAccountButton } from '../components/AnotherAccountButton.tsx';
import { ErrorText } from '../components/ErrorText.tsx';
import { ForOrganizations } from '../components/ForOrganizations.tsx';
import { PageTitle } from '../components/PageTitle.tsx';
import { SessionRow } from '../components/SessionRow.tsx';
import { SignInButton } from '../components/SignInButton.tsx';
import { asProblem, problemWords } from '../problem.ts';

/** `/sessions`: every session on this device, and the ways to end them. */
export function SessionsPage() {
  const { keyring, sessions } = useKeyring();
  const navigate = useNavigate();
  const [problem, setProblem] = createSignal<string>();
  const kept = createMemo(() => sessions().filter(isKept));

  const [selectedIds, setSelectedIds] = createSignal<ReadonlySet<string>>(new Set());
  // Only what is still listed: another tab may have signed out of it meanwhile.
  const selected = createMemo(() =>
    kept()
      .map(({ organization }) => organization)
      .filter(({ id }) => selectedIds().has(id)),
  );
  const select = (id: string, isSelected: boolean): void => {
    const next = new Set(selectedIds());
    if (isSelected) next.add(id);
    else next.delete(id);
    setSelectedIds(next);
  };
  const signOutOfSelected = (): void => {
    setProblem(undefined);
    keyring.signOut(selected()).then(
      () => setSelectedIds(new Set<string>()),
      (error: unknown) => setProblem(problemWords(asProblem(error))),
    );
  };

  const signOutEverywhere = (): void => {
    setProblem(undefined);
    keyring.signOutEverywhere().then(
      () => navigate('/'),
      (error: unknown) => setProblem(problemWords(asProblem(error))),
    );
  };

  return (
    <>
      <PageTitle title="Sessions" />
      <div class="page-head">
        <div>
          <h1>Sessions</h1>
          <p class="hint">
            Where you are signed in on this device. Each session renews itself and ends on its own.
          </p>
        </div>
        <div class="actions">
          <Show when={kept().length > 0}>
            <AnotherAccountButton class="button" />
            <button type="button" class="button button-danger" onClick={signOutEverywhere}>
              Sign out everywhere
            </button>
          </Show>
        </div>
      </div>
      <ErrorText words={problem()} />
      <Show
        when={kept().length > 0}
        fallback={
          <div class="empty card">
            <p class="empty-title">No sessions on this device</p>
            <p>Sign in, and the session appears here.</p>
            <SignInButton />
          </div>
        }
      >
        <table class="sessions card">
          <thead>
            <tr>
              <th scope="col">
                <span class="visually-hidden">Select</span>
              </th>
              <th scope="col">Organization</th>
              <th scope="col">User</th>
              <th scope="col">Since</th>
              <th scope="col">Refreshed</th>
              <th scope="col">Token expires</th>
              <th scope="col">State</th>
              <th scope="col">
                <span class="visually-hidden">Sign out</span>
              </th>
            </tr>
          </thead>
          <tbody>
            <ForOrganizations each={kept()}>
              {(status) => (
                <SessionRow
                  status={status()}
                  isSelected={selectedIds().has(status().organization.id)}
                  onSelect={(isSelected) => select(status().organization.id, isSelected)}
                />
              )}
            </ForOrganizations>
          </tbody>
        </table>
        <Show when={selected().length > 0}>
          <div class="session-selection">
            <button type="button" class="button button-primary" onClick={signOutOfSelected}>
              Sign out of {selected().length} selected
            </button>
          </div>
        </Show>
      </Show>
    </>
  );
}

/** Signed out, or never in: there is no session to list. */
const isKept = ({ session: { status } }: SessionStatus): boolean =>
  status === 'active' || status === 'refreshing' || status === 'needs-authorization';
