import { createEffect, createMemo, createSignal, on, Show } from 'solid-js';
import { isUsable, type OrganizationSlug } from '../../client/index.ts';
import { InstallCard } from '../install/InstallCard.tsx';
import { Expiry } from '../sessions/Expiry.tsx';
import { SignOutButton } from '../sessions/SignOutButton.tsx';
import { nameOf } from '../sessions/session-words.ts';
import { Facts } from '../ui/Facts.tsx';
import { Moment } from '../ui/Moment.tsx';
import { asProblem, problemWords } from '../ui/problem.ts';
import { meOf } from './me.ts';
import { useOrganization } from './OrganizationFrame.tsx';

/** `/:orgSlug/settings`: facts about the organization, the user and the session. */
export function SettingsPage() {
  const status = useOrganization();
  const slug = createMemo(() => status().organization.slug);
  return (
    <Show when={slug()} keyed>
      {(current) => <Settings slug={current} />}
    </Show>
  );
}

function Settings(props: { slug: OrganizationSlug }) {
  const status = useOrganization();
  const organization = () => status().organization;
  const session = createMemo(() => {
    const { session } = status();
    return isUsable(session) ? session : undefined;
  });
  const role = createRole(props.slug, () => isUsable(status().session));

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
                ['Role', role()],
              ]}
            />
            <Facts
              heading="Session on this device"
              facts={[
                ['Signed in', <Moment at={active().signedInAt} />],
                ['Last refreshed', <Moment at={active().refreshedAt} />],
                ['Access token expires', <Expiry session={active()} />],
              ]}
            >
              <p class="hint">
                The access token is short-lived and renews itself; signing out here leaves your other
                organizations signed in.
              </p>
              <div class="actions">
                <SignOutButton organization={organization()} />
              </div>
            </Facts>
          </>
        )}
      </Show>
    </div>
  );
}

/** The user's role, with a text for every state of the request. */
function createRole(slug: OrganizationSlug, isOpen: () => boolean): () => string {
  const [role, setRole] = createSignal('…');
  createEffect(
    on(createMemo(isOpen), (open) => {
      if (!open) return;
      meOf(slug).then(
        (me) => setRole(me.role ?? 'none'),
        (error: unknown) => setRole(`Not known. ${problemWords(asProblem(error))}`),
      );
    }),
  );
  return role;
}
