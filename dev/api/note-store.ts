/** The author of a note. Name and email are null if the directory does not know them. */
export interface NoteAuthor {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** A note as the API returns it. */
export interface Note {
  readonly id: string;
  readonly text: string;
  readonly author: NoteAuthor;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** ISO 8601, UTC. Absent if the note was never edited. */
  readonly editedAt?: string;
  /** The `Idempotency-Key` of the request. Absent without one. The page that sent the note recognizes it by this key. */
  readonly submission?: string;
}

/** A note to add. */
export interface NewNote {
  readonly text: string;
  readonly author: NoteAuthor;
  /** The `Idempotency-Key` of the request, unchanged. The keys of different users or organizations are independent. */
  readonly submission?: string | undefined;
}

/** Whether a note was added now, was added by an earlier request with this key, or its key has another note. */
export type Submission =
  | { readonly outcome: 'first' | 'replayed'; readonly note: Note }
  | { readonly outcome: 'conflict' };

/** The outcome of a change to one note. `missing`: the organization has no such note. */
export type NoteChange =
  | { readonly outcome: 'changed'; readonly note: Note }
  | { readonly outcome: 'forbidden' }
  | { readonly outcome: 'missing' };

/** What happened to a note. `id` is unique for each event and is what `Last-Event-ID` names. */
export type NoteEvent =
  | { readonly type: 'note' | 'note-changed'; readonly id: string; readonly note: Note }
  | { readonly type: 'note-deleted'; readonly id: string; readonly noteId: string };

/**
 * The notes of every organization. Every operation takes the organization of a verified token, so none can read
 * another's notes. All methods reject with `UnavailableError` while the storage is not reachable.
 */
export interface NoteStore {
  /**
   * The newest notes in document order: the newest is last.
   *
   * @param limit default: {@link LISTED_NOTES}. null: all notes that are stored
   */
  list(organizationId: string, limit?: number | null): Promise<readonly Note[]>;
  add(organizationId: string, note: NewNote): Promise<Submission>;
  /** @param mayChange decides from the stored note, in the same transaction */
  edit(organizationId: string, noteId: string, edit: NoteEdit): Promise<NoteChange>;
  /** @param mayChange decides from the stored note, in the same transaction */
  delete(organizationId: string, noteId: string, mayChange: MayChange): Promise<NoteChange>;
  /**
   * Deletes every note of the organization.
   *
   * @param submission a repeated request of the same user with the same key deletes nothing
   */
  deleteAll(organizationId: string, submission?: DeletionKey): Promise<Deletion>;
  /**
   * Calls `listener` for each change until the returned function is called. It resolves when no later change can be
   * missed.
   *
   * @param after the id of the last event that the reader has. It gets all later changes first. With an unknown id it
   *   gets all notes. If absent, it gets only new changes
   */
  follow(
    organizationId: string,
    after: string | undefined,
    listener: (events: readonly NoteEvent[]) => void,
  ): Promise<() => void>;
}

/** Who deletes notes, and the `Idempotency-Key` of the request. */
export interface DeletionKey {
  readonly userId: string;
  readonly key: string;
}

/** The outcome of a deletion of all notes. `conflict`: the key was used for another request. */
export type Deletion = 'first' | 'replayed' | 'conflict';

export type MayChange = (note: Note) => boolean;

export interface NoteEdit {
  readonly text: string;
  readonly mayChange: MayChange;
}

/** Maximum number of notes in a list. */
export const LISTED_NOTES = 500;

/** How long the result of a request is known by its `Idempotency-Key`, ms: an offline device may repeat it after weeks. */
export const IDEMPOTENCY_LIFETIME = 30 * 24 * 3_600_000;
