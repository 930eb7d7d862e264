import { createEffect, createMemo, on, Show } from 'solid-js';
import { isUsable, type Organization } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { useOrganization } from '../organizations/OrganizationFrame.tsx';
import { Presence } from '../presence/Presence.tsx';
import { isTakenAway } from '../sessions/is-taken-away.ts';
import { createNoteChanges } from './change-note.ts';
import { createNotes } from './create-notes.ts';
import { createOutbox } from './create-outbox.ts';
import { DeleteAllNotes } from './DeleteAllNotes.tsx';
import { NoteComposer } from './NoteComposer.tsx';
import { NoteList } from './NoteList.tsx';
import { draftOf } from './note-draft.ts';
import type { Note } from './notes.ts';

/** `/:orgSlug/`: the organization's notes. */
export function NotesPage() {
  const status = useOrganization();
  const organization = createMemo(() => status().organization, undefined, {
    equals: (a, b) => a?.id === b?.id && a?.slug === b?.slug,
  });
  // Keyed by organization: a switch renders a new page, so a note is never shown under the wrong organization.
  return (
    <Show when={organization()} keyed>
      {(current) => <Notes organization={current} />}
    </Show>
  );
}

function Notes(props: { organization: Organization }) {
  const status = useOrganization();
  const userId = createMemo(() => {
    const { session } = status();
    return isUsable(session) ? session.user.id : undefined;
  });
  const owner = createMemo(() => {
    const id = userId();
    return id === undefined ? undefined : { organizationId: props.organization.id, userId: id };
  });
  const live = createNotes(props.organization.slug, owner, useKeyring().keyring);
  const queue = createOutbox(props.organization, owner, live.add);
  const change = createNoteChanges(props.organization.slug, owner, live);
  const isAdmin = () => {
    const { session } = status();
    return isUsable(session) && session.roles.includes('admin');
  };
  // The API decides. The page only hides buttons that would fail.
  const mayChange = ({ authorId }: Note): boolean => {
    const { session } = status();
    return isAdmin() || (isUsable(session) && authorId === session.user.id);
  };
  createEffect(
    on(status, (current, before) => {
      if (before !== undefined && isTakenAway(before.session, current.session)) live.clear();
    }),
  );
  createEffect(on(live.knownAt, () => queue.send(), { defer: true }));
  return (
    <section class="stack" aria-labelledby="notes-heading">
      <h2 id="notes-heading" class="visually-hidden">
        Notes
      </h2>
      <Presence slug={props.organization.slug} userId={userId()} isReady={live.isCurrent()} />
      <NoteComposer
        draft={draftOf(props.organization.slug, userId())}
        canSend={userId() !== undefined}
        onSubmit={queue.submit}
      />
      <NoteList live={live} queue={queue} mayChange={mayChange} change={change} />
      <Show when={isAdmin() && owner()}>
        {(current) => <DeleteAllNotes organization={props.organization} owner={current()} />}
      </Show>
    </section>
  );
}
