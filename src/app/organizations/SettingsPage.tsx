import { createMemo, Show } from 'solid-js';
import { isUsable } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { InstallCard } from '../install/InstallCard.tsx';
import { ExportNotesButton } from '../notes/ExportNotes.tsx';
import { Expiry } from '../sessions/Expiry.tsx';
import { SignOutButton } from '../sessions/SignOutButton.tsx';
import { nameOf } from '../sessions/session-words.ts';
import { Facts } from '../ui/Facts.tsx';
import { Moment } from '../ui/Moment.tsx';
import { LeaveOrganization } from './LeaveOrganization.tsx';
import { useOrganization } from './OrganizationFrame.tsx';

/** `/:orgSlug/settings`: facts about the organization, the user and the session. */
export function SettingsPage() {
  const status = useOrganization();
  const slug = createMemo(() => status().organization.slug);
  return (
    // Keyed: another organization's settings are a new page.
    <Show when={slug()} keyed>
      <Settings />
    </Show>
  );
}

/** The fact when a session ends at the latest, if that is known. */
function ending(endsAt: number | undefined) {
  return endsAt === undefined
    ? []
    : [['Session ends at the latest', <Moment at={endsAt} isToCome />] as const];
}

function Settings() {
  const status = useOrganization();
  const { signInState } = useKeyring().keyring;
  const organization = () => status().organization;
  const session = createMemo(() => {
    const { session } = status();
    return isUsable(session) ? session : undefined;
  });

  return (
    <div class="stack">
      <Facts
        heading="Organization"
        facts={[
          ['Name', organization().name],
          ['Address', <code>/{organization().slug}/</code>],
          ['Id', <code>{organization().id}</code>],
        ]}
      />
      <InstallCard organization={organization()} />
      <Show when={session()}>
        {(active) => (
          <>
            <Facts
              heading="You"
              facts={[
                ['Name', nameOf(active().user)],
                ['Email', active().user.email],
                ['Role', active().role ?? 'none'],
              ]}
            />
            <Show when={active().roles.includes('admin')}>
              <section class="card facts" aria-label="Administration">
                <h2>Administration</h2>
                <p class="hint">Only admins of {organization().name} see this.</p>
                <div class="actions">
                  <ExportNotesButton organization={organization()} />
                </div>
              </section>
            </Show>
            <Facts
              heading="Session on this device"
              facts={[
                ['Signed in', <Moment at={active().signedInAt} />],
                ['Last refreshed', <Moment at={active().refreshedAt} />],
                ['Access token expires', <Expiry session={active()} />],
                ...ending(active().endsAt),
                ...(signInState === null ? [] : [['State of the sign-in', signInState] as const]),
              ]}
            >
              <p class="hint">
                The access token is short-lived, and the worker refreshes it. Signing out here leaves your
                other organizations signed in.
              </p>
              <div class="actions">
                <SignOutButton organization={organization()} />
              </div>
            </Facts>
            <LeaveOrganization organization={organization()} />
          </>
        )}
      </Show>
    </div>
  );
}
