import { type Accessor, createSignal } from 'solid-js';
import type { OrganizationSlug } from '../client/index.ts';
import { addNote, type Note } from './notes.ts';
import { asProblem, type ProblemError } from './problem.ts';

/** What becomes of a note that is being sent. */
export type SendState =
  | { readonly type: 'idle' }
  | { readonly type: 'sending' }
  | { readonly type: 'failed'; readonly problem: ProblemError };

/** What is typed for one organization; it outlives the page that shows it. */
export interface NoteDraft {
  readonly text: Accessor<string>;
  readonly setText: (text: string) => void;
  readonly state: Accessor<SendState>;
  /** Sends what is typed. @returns the note; `undefined`: nothing was sent, `state` says why */
  readonly send: () => Promise<Note | undefined>;
}

const drafts = new Map<OrganizationSlug, NoteDraft>();
const PARKED = 'note-draft:';

/** What is typed for an organization, also after other organizations were looked at in between. */
export function draftOf(slug: OrganizationSlug): NoteDraft {
  const draft = drafts.get(slug) ?? createDraft(slug, takeParked(slug));
  drafts.set(slug, draft);
  return draft;
}

/** Drops what was typed for an organization: after a sign-out. */
export function forgetDraft(slug: OrganizationSlug): void {
  drafts.delete(slug);
  takeParked(slug);
}

/** Keeps what is typed over a redirect to AuthKit and back, in this tab alone. */
export function parkDraft(slug: OrganizationSlug): void {
  const text = drafts.get(slug)?.text() ?? '';
  if (text !== '') sessionStorage.setItem(PARKED + slug, text);
}

function takeParked(slug: OrganizationSlug): string {
  const text = sessionStorage.getItem(PARKED + slug) ?? '';
  sessionStorage.removeItem(PARKED + slug);
  return text;
}

function createDraft(slug: OrganizationSlug, initialText: string): NoteDraft {
  const [text, setText] = createSignal(initialText);
  const [state, setState] = createSignal<SendState>({ type: 'idle' });
  /** The last attempt. The same text sent again is the same note, so it keeps its key. */
  let attempt: { readonly text: string; readonly key: string } | undefined;

  const send = async (): Promise<Note | undefined> => {
    const sent = text().trim();
    if (sent === '' || state().type === 'sending') return undefined;
    if (attempt?.text !== sent) attempt = { text: sent, key: crypto.randomUUID() };
    setState({ type: 'sending' });
    try {
      const note = await addNote(slug, sent, attempt.key);
      attempt = undefined;
      // What was typed on while the note was on its way is the beginning of the next one.
      if (text().trim() === sent) setText('');
      setState({ type: 'idle' });
      return note;
    } catch (error) {
      setState({ type: 'failed', problem: asProblem(error) });
      return undefined;
    }
  };

  return { text, setText, state, send };
}
