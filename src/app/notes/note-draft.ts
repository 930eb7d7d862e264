import { type Accessor, createSignal } from 'solid-js';
import type { OrganizationKey } from '../../client/index.ts';
import { asProblem, type ProblemError } from '../ui/problem.ts';
import { deleteEdits, parkEdits } from './note-edits.ts';
import { deleteParked, parkDraft, parkedDraft, startParking } from './parked-drafts.ts';

/** The state of sending a draft. */
export type SendState =
  | { readonly type: 'idle' }
  | { readonly type: 'sending' }
  | { readonly type: 'failed'; readonly problem: ProblemError };

/** The text typed for one organization. It outlives the page that shows it. */
export interface NoteDraft {
  readonly text: Accessor<string>;
  readonly setText: (text: string) => void;
  readonly state: Accessor<SendState>;
  /** Submits the text. If that fails, `state` holds the reason. @param submit gets the text and its idempotency key */
  readonly send: (submit: (text: string, key: string) => Promise<void>) => Promise<void>;
}

const drafts = new Map<OrganizationKey, { readonly userId: string | undefined; readonly draft: NoteDraft }>();

/**
 * Returns the draft of an organization. It is the same object after the user has visited other organizations.
 *
 * @param userId the signed-in user, who never sees another user's draft. `undefined` if the session has ended; the
 *   draft then still belongs to the user who wrote it
 */
export function draftOf(slug: OrganizationKey, userId: string | undefined): NoteDraft {
  const known = drafts.get(slug);
  if (known !== undefined && (userId === undefined || known.userId === userId)) return known.draft;
  deleteParked((place) => place.slug === slug && place.userId !== userId);
  const parked = userId === undefined ? '' : parkedDraft({ slug, userId });
  const draft = createDraft(parked, (text) => {
    // A late change must not restore a draft that was deleted in the meantime.
    if (userId !== undefined && drafts.get(slug)?.draft === draft) parkDraft({ slug, userId }, text);
  });
  drafts.set(slug, { userId, draft });
  return draft;
}

/** Deletes what was typed for an organization, after a sign-out or when another user signed in. */
export function deleteDrafts(slug: OrganizationKey): void {
  drafts.delete(slug);
  deleteEdits(slug);
  deleteParked((place) => place.slug === slug);
}

/**
 * Starts storing drafts so that they survive this page; see {@link parkDraft}. Do not call it with the memory vault.
 */
export function keepDrafts(): void {
  startParking();
  for (const [slug, { userId, draft }] of drafts)
    if (userId !== undefined) parkDraft({ slug, userId }, draft.text());
  parkEdits();
}

function createDraft(initialText: string, onChange: (text: string) => void): NoteDraft {
  const [text, writeText] = createSignal(initialText);
  const setText = (next: string): void => {
    writeText(next);
    onChange(next);
  };
  const [state, setState] = createSignal<SendState>({ type: 'idle' });
  /** The last attempt. The same text sent again is the same note, so the key stays the same. */
  let attempt: { readonly text: string; readonly key: string } | undefined;

  const send: NoteDraft['send'] = async (submit) => {
    const sent = text().trim();
    if (sent === '' || state().type === 'sending') return;
    if (attempt?.text !== sent) attempt = { text: sent, key: crypto.randomUUID() };
    setState({ type: 'sending' });
    try {
      await submit(sent, attempt.key);
      attempt = undefined;
      // If the user continued typing during the request, the text is the start of the next note.
      if (text().trim() === sent) setText('');
      setState({ type: 'idle' });
    } catch (error) {
      setState({ type: 'failed', problem: asProblem(error) });
    }
  };

  return { text, setText, state, send };
}
