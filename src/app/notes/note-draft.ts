import { type Accessor, createSignal } from 'solid-js';
import type { OrganizationSlug } from '../../client/index.ts';
import { asProblem, type ProblemError } from '../ui/problem.ts';
import { forgetParked, parkDraft, parkedDraft, startParking } from './parked-drafts.ts';

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
  /** Hands over what is typed; `state` says why when it could not. @param submit takes the text, under a key of its own */
  readonly send: (submit: (text: string, key: string) => Promise<void>) => Promise<void>;
}

const drafts = new Map<
  OrganizationSlug,
  { readonly userId: string | undefined; readonly draft: NoteDraft }
>();

/**
 * What is typed for an organization, also after other organizations were looked at in between.
 *
 * @param userId who is signed in; what another person typed stays unseen. `undefined`: the session is lost, and what
 *   is on the screen is still its person's
 */
export function draftOf(slug: OrganizationSlug, userId: string | undefined): NoteDraft {
  const known = drafts.get(slug);
  if (known !== undefined && (userId === undefined || known.userId === userId)) return known.draft;
  forgetParked((place) => place.slug === slug && place.userId !== userId);
  const parked = userId === undefined ? '' : parkedDraft({ slug, userId });
  const draft = createDraft(parked, (text) => {
    // Of nobody, or forgotten meanwhile: a late change must not bring it back.
    if (userId !== undefined && drafts.get(slug)?.draft === draft) parkDraft({ slug, userId }, text);
  });
  drafts.set(slug, { userId, draft });
  return draft;
}

/** Drops what was typed for an organization: after a sign-out, or when another person signed in. */
export function forgetDraft(slug: OrganizationSlug): void {
  drafts.delete(slug);
  forgetParked((place) => place.slug === slug);
}

/** From now on what is typed outlives this page; see {@link parkDraft}. Not to be called with the memory vault. */
export function keepDrafts(): void {
  startParking();
  for (const [slug, { userId, draft }] of drafts)
    if (userId !== undefined) parkDraft({ slug, userId }, draft.text());
}

function createDraft(initialText: string, onChange: (text: string) => void): NoteDraft {
  const [text, writeText] = createSignal(initialText);
  const setText = (next: string): void => {
    writeText(next);
    onChange(next);
  };
  const [state, setState] = createSignal<SendState>({ type: 'idle' });
  /** The last attempt. The same text sent again is the same note, so it keeps its key. */
  let attempt: { readonly text: string; readonly key: string } | undefined;

  const send: NoteDraft['send'] = async (submit) => {
    const sent = text().trim();
    if (sent === '' || state().type === 'sending') return;
    if (attempt?.text !== sent) attempt = { text: sent, key: crypto.randomUUID() };
    setState({ type: 'sending' });
    try {
      await submit(sent, attempt.key);
      attempt = undefined;
      // What was typed on while the note was on its way is the beginning of the next one.
      if (text().trim() === sent) setText('');
      setState({ type: 'idle' });
    } catch (error) {
      setState({ type: 'failed', problem: asProblem(error) });
    }
  };

  return { text, setText, state, send };
}
