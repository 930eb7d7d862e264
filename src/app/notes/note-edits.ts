import type { OrganizationKey } from '../../client/index.ts';
import { type DraftPlace, parkDraft, parkedDraft, parkedPlaces } from './parked-drafts.ts';

/** The notes that a user is editing. Their texts outlive the page that shows them, as the draft of a new note does. */
export interface NoteEdits {
  /** The text of an edit that is not saved. `undefined`: the note is not being edited. */
  textOf(noteId: string): string | undefined;
  /** The ids of the notes that are being edited, also of those that were deleted meanwhile. */
  ids(): readonly string[];
  /** @param text `undefined`: the edit is saved or cancelled */
  keep(noteId: string, text: string | undefined): void;
}

interface Edit {
  readonly place: DraftPlace;
  readonly text: string;
}

const edits: Edit[] = [];
/** How often all edits of an organization were deleted. */
const deletions = new Map<OrganizationKey, number>();

/**
 * Returns the edits of a user in an organization. While the session is lost they still belong to the user who wrote them.
 *
 * @param userId the signed-in user; `undefined` if there is none
 */
export function createNoteEdits(slug: OrganizationKey, userId: () => string | undefined): NoteEdits {
  let last: string | undefined;
  let since = deletions.get(slug);
  const placeOf = (noteId: string): DraftPlace | undefined => {
    // A late change must not restore an edit that was deleted in the meantime.
    if (since !== deletions.get(slug)) last = undefined;
    since = deletions.get(slug);
    last = userId() ?? last;
    return last === undefined ? undefined : { slug, userId: last, noteId };
  };
  return {
    textOf(noteId) {
      const place = placeOf(noteId);
      if (place === undefined) return undefined;
      return edits.find((edit) => isSame(edit.place, place))?.text ?? (parkedDraft(place) || undefined);
    },
    ids() {
      const here = placeOf('');
      const places = [...edits.map(({ place }) => place), ...parkedPlaces()];
      return places.flatMap(({ noteId, ...place }) =>
        noteId !== undefined && here !== undefined && isSame({ ...place, noteId: '' }, here) ? noteId : [],
      );
    },
    keep(noteId, text) {
      const place = placeOf(noteId);
      if (place === undefined) return;
      deleteWhere((edit) => isSame(edit.place, place));
      if (text !== undefined) edits.push({ place, text });
      parkDraft(place, text ?? '');
    },
  };
}

/** Forgets the edits of an organization. The caller deletes what is stored of them. */
export function deleteEdits(slug: OrganizationKey): void {
  deletions.set(slug, (deletions.get(slug) ?? 0) + 1);
  deleteWhere(({ place }) => place.slug === slug);
}

/** Stores the edits of this page, once that is allowed; see {@link parkDraft}. */
export function parkEdits(): void {
  for (const { place, text } of edits) parkDraft(place, text);
}

function deleteWhere(matches: (edit: Edit) => boolean): void {
  const left = edits.filter((edit) => !matches(edit));
  edits.splice(0, edits.length, ...left);
}

function isSame(a: DraftPlace, b: DraftPlace): boolean {
  return a.slug === b.slug && a.userId === b.userId && a.noteId === b.noteId;
}
