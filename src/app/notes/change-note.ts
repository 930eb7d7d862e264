import { type OrganizationKey, orgFetch, type RequestOwner } from '../../client/index.ts';
import { asProblem, ProblemError, readJson, readNoContent } from '../ui/problem.ts';
import { createNoteEdits, type NoteEdits } from './note-edits.ts';
import { type Note, parseNote } from './notes.ts';

/** Changes notes that the API already has. Unlike new notes, changes are not queued: they need the network. */
export interface NoteChanges {
  readonly edits: NoteEdits;
  /** @throws ProblemError with the reason for the user */
  edit(note: Note, text: string): Promise<void>;
  /** A note that is already deleted counts as deleted. @throws ProblemError with the reason for the user */
  delete(note: Note): Promise<void>;
}

/** Request timeout, ms. */
const TIMEOUT = 30_000;

/**
 * Changes notes in the session of one user.
 *
 * @param owner the signed-in user; `undefined` if no user is signed in
 * @param shown updates the page before the event stream does
 */
export function createNoteChanges(
  slug: OrganizationKey,
  owner: () => RequestOwner | undefined,
  shown: { readonly add: (note: Note) => void; readonly delete: (id: string) => void },
): NoteChanges {
  const send = async (note: Note, init: RequestInit): Promise<Response> => {
    const current = owner();
    if (current === undefined) throw new ProblemError('authorization_required', 'You are not signed in.');
    try {
      const signal = AbortSignal.timeout(TIMEOUT);
      return await orgFetch(slug, `/api/notes/${note.id}`, { ...init, signal }, { owner: current });
    } catch (error) {
      throw asProblem(error);
    }
  };
  return {
    edits: createNoteEdits(slug, () => owner()?.userId),
    async edit(note, text) {
      const headers = { 'Content-Type': 'application/json' };
      const response = await send(note, { method: 'PATCH', headers, body: JSON.stringify({ text }) });
      const edited = await readJson(response).then(parseNote, (error: unknown) => {
        const problem = asProblem(error);
        if (isDeleted(problem)) shown.delete(note.id);
        throw problem;
      });
      shown.add(edited);
    },
    async delete(note) {
      await readNoContent(await send(note, { method: 'DELETE' })).catch((error: unknown) => {
        if (!isDeleted(asProblem(error))) throw error;
      });
      shown.delete(note.id);
    },
  };
}

/** The API says so. A 404 of a proxy does not. */
function isDeleted({ code }: ProblemError): boolean {
  return code === 'note_not_found';
}
