import { useNavigate } from '@solidjs/router';
import { createMemo, createSignal, onCleanup, Show } from 'solid-js';
import { isUsable, type SessionStatus } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { ForOrganizations } from '../organizations/ForOrganizations.tsx';
import { AnotherAccountButton } from '../sign-in/AnotherAccountButton.tsx';
import { QuietProgress } from '../sign-in/QuietProgress.tsx';
import { SignInButton } from '../sign-in/SignInButton.tsx';
import { PageTitle } from '../ui/PageTitle.tsx';
import { pageOf } from '../ui/page-of.ts';
import { NotificationsCard } from './NotificationsCard.tsx';
import { notificationsOf } from './notifications.ts';
import { storePendingLogout, UNCONFIRMED } from './pending-logout.ts';
import { SessionRow } from './SessionRow.tsx';
import { SessionWithoutOrganization } from './SessionWithoutOrganization.tsx';
import { SignOutEverywhereButton, SignOutSelectedButton } from './SignOutButton.tsx';
import { VaultNote } from './VaultNote.tsx';

/** Longest wait for the browser to leave for AuthKit's logout, ms. Then the user can go on in the app. */
const LEAVING_PATIENCE = 10_000;

/** `/sessions`: every session on this device, with buttons to end them. */
export function SessionsPage() {
  const { keyring, sessions, unnamed, withoutOrganization } = useKeyring();
  const navigate = useNavigate();
  const [isEnding, setEnding] = createSignal(false);
  let isShown = true;
  onCleanup(() => {
    isShown = false;
  });
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
  const isSignedIn = (): boolean =>
    unnamed() > 0 ||
    [withoutOrganization(), ...sessions().map(({ session }) => session)].some(
      (session) => session !== undefined && isUsable(session),
    );
  // While the page leaves for AuthKit's logout, a sign-in would take its place and use AuthKit's session again.
  const signOutEverywhere = async (): Promise<void> => {
    const isLeaving = isSignedIn();
    /** Whether the page has begun to leave. If the response of the worker was lost, it has no address to leave for. */
    let hasBegun = false;
    const onLeave = (): void => {
      hasBegun = true;
    };
    addEventListener('beforeunload', onLeave);
    setEnding(true);
    try {
      await notificationsOf(keyring).leave('all');
      const left = await keyring.signOutEverywhere();
      if (left !== null) return storePendingLogout(left);
      if (isLeaving) await new Promise((resolve) => setTimeout(resolve, LEAVING_PATIENCE));
      if (isLeaving && !isSignedIn()) {
        storePendingLogout(UNCONFIRMED);
        // AuthKit may still respond.
        if (hasBegun) addEventListener('pagehide', () => storePendingLogout(null), { once: true });
      }
      if (isShown) navigate(pageOf());
    } finally {
      setEnding(false);
      removeEventListener('beforeunload', onLeave);
    }
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
            <SignOutEverywhereButton end={signOutEverywhere} />
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
        <table class="records card">
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
