import { createMemo, createSignal, Show } from 'solid-js';
import { isUsable, type SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { ForOrganizations } from '../organizations/ForOrganizations.tsx';
import { AnotherAccountButton } from '../sign-in/AnotherAccountButton.tsx';
import { QuietProgress } from '../sign-in/QuietProgress.tsx';
import { SignInButton } from '../sign-in/SignInButton.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { pageOf } from '../ui/page-of.ts';
import { NotificationsCard } from './NotificationsCard.tsx';
import { SessionRow } from './SessionRow.tsx';
import { SessionWithoutOrganization } from './SessionWithoutOrganization.tsx';
import { SignOutEverywhereButton, SignOutSelectedButton } from './SignOutButton.tsx';
import { createSignOutEverywhere } from './sign-out-everywhere.ts';
import { VaultNote } from './VaultNote.tsx';

/** `/sessions`: every session on this device, with buttons to end them. */
export function SessionsPage() {
  const { sessions, unnamed, withoutOrganization } = useKeyring();
  const { isEnding, signOutEverywhere } = createSignOutEverywhere();
  const listed = createMemo(() => sessions().filter(isListed));
  const isSignInShared = () =>
    listed().some(({ session }) => isUsable(session) && session.isSignInShared === true);

  const usableWithout = createMemo(() => {
    const session = withoutOrganization();
    return session !== undefined && isUsable(session) ? session : undefined;
  });

  const [selectedIds, setSelectedIds] = createSignal<ReadonlySet<string>>(new Set());
  // Another tab may have ended a selected session in the meantime, so only listed sessions count.
  const selected = createMemo(() =>
    listed()
      .map(({ organization }) => organization)
      .filter(({ id }) => selectedIds().has(id)),
  );
  const select = (id: string, isSelected: boolean): void => {
    const next = new Set(selectedIds());
    if (isSelected) next.add(id);
    else next.delete(id);
    setSelectedIds(next);
  };
  return (
    <>
      <PageTitle title="Sessions" />
      <div class="page-head">
        <div>
          <h1>Sessions</h1>
          <p class="hint">
            Where you are signed in on this device. Each session is refreshed automatically and can be ended
            separately. <a href={pageOf('sessions/details')}>Details</a>
          </p>
          <Show when={isSignInShared()}>
            <p class="hint">
              Several organizations use one sign-in. If you sign out of one of them, your AuthKit session
              stays alive for the others. It ends when you sign out of the last one.
            </p>
          </Show>
          <VaultNote />
        </div>
        <div class="actions">
          <Show when={listed().length > 0 && !isEnding()}>
            <AnotherAccountButton class="button" />
          </Show>
          {/* Also shown for signed-out sessions only: it deletes what this device still stores about them. */}
          <Show when={sessions().length + unnamed() > 0 || withoutOrganization() !== undefined}>
            <SignOutEverywhereButton end={signOutEverywhere} isTold={listed().length === 0} />
          </Show>
        </div>
      </div>
      <Show when={usableWithout()}>{(session) => <SessionWithoutOrganization session={session()} />}</Show>
      <Show
        when={listed().length > 0}
        fallback={
          <Show when={usableWithout() === undefined}>
            <Show when={!isEnding()} fallback={<QuietProgress>Signing out…</QuietProgress>}>
              <div class="empty card">
                <Show
                  when={unnamed() === 0}
                  fallback={
                    <>
                      <p class="empty-title">Session without an organization</p>
                      <p>
                        You are signed in, but the app’s server could not identify the organization. The
                        session is listed as soon as it can.
                      </p>
                    </>
                  }
                >
                  <p class="empty-title">No sessions on this device</p>
                  <p>Sign in to see your sessions here.</p>
                </Show>
                <SignInButton />
              </div>
            </Show>
          </Show>
        }
      >
        <table class="records card" aria-label="Sessions on this device">
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
            <ForOrganizations each={listed()}>
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
        {/* The button below appears without a change of the focus. */}
        <p class="visually-hidden" role="status">
          {selected().length > 0 &&
            `${selected().length} selected. The button to sign out of them follows the table.`}
        </p>
        <Show when={selected().length > 0}>
          <div class="session-selection">
            <SignOutSelectedButton
              organizations={selected()}
              onDone={() => setSelectedIds(new Set<string>())}
            />
          </div>
        </Show>
        <NotificationsCard />
      </Show>
    </>
  );
}

/** Signed-out and absent sessions are not listed. */
const isListed = ({ session: { status } }: SessionStatus): boolean =>
  status === 'active' || status === 'refreshing' || status === 'needs-authorization';
