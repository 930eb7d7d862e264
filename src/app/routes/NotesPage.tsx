import { createMemo, Show } from 'solid-js';
import type { OrganizationSlug } from '../../client/index.ts';
import { NoteComposer } from '../components/NoteComposer.tsx';
import { NoteList } from '../components/NoteList.tsx';
import { useOrganization } from '../components/OrganizationFrame.tsx';
import { createNotes } from '../create-notes.ts';
import { draftOf } from '../note-draft.ts';

/** `/:orgSlug/`: the organization's notes. */
export function NotesPage() {
  const status = useOrganization();
  const slug = createMemo(() => status().organization.slug);
  // Keyed: with another organization this is another page, so no note can ever stand under the wrong name.
  return (
    <Show when={slug()} keyed>
      {(current) => <Notes slug={current} />}
    </Show>
  );
}

function Notes(props: { slug: OrganizationSlug }) {
  const status = useOrganization();
  const userId = createMemo(() => {
    const { session } = status();
    return session.status === 'active' || session.status === 'refreshing' ? session.user.id : undefined;
  });
  const live = createNotes(props.slug, userId);
  return (
    <section class="stack" aria-labelledby="notes-heading">
      <h2 id="notes-heading" class="visually-hidden">
        Notes
      </h2>
      <NoteComposer
        draft={draftOf(props.slug, userId())}
        canSend={userId() !== undefined}
        onAdded={live.add}
      />
      <NoteList live={live} />
    </section>
  );
}
