import { attempt, type OrganizationSlug, parseOrganizationSlug, parseString } from '../../client/index.ts';
import { keepValue, readKept } from './kept-value.ts';

/** Whose draft it is, and of which organization. */
export interface DraftPlace {
  readonly slug: OrganizationSlug;
  readonly userId: string;
}

const PREFIX = 'note-draft:';
const storage = (): Storage => sessionStorage;
const keyOf = ({ slug, userId }: DraftPlace): string => `${PREFIX}${slug}:${userId}`;

let isParking = false;

/** Nothing is written before this is called: with the memory vault nothing of anybody may be at rest. */
export function startParking(): void {
  isParking = true;
}

/**
 * Keeps what is typed, at every change, over whatever ends this page: a way to AuthKit and back, a reload, a crash, a
 * tab that the browser discards without a word. In this tab alone, for this person alone.
 */
export function parkDraft(place: DraftPlace, text: string): void {
  if (isParking) keepValue(storage, keyOf(place), text === '' ? null : text);
}

/** What stands there; empty where nothing does. */
export function parkedDraft(place: DraftPlace): string {
  return attempt(() => parseString(readKept(storage, keyOf(place)), 'draft', 10_000)) ?? '';
}

/** Drops, unread, the drafts of these places. */
export function forgetParked(isForgotten: (place: DraftPlace) => boolean): void {
  for (const key of Object.keys(sessionStorage)) {
    const place = placeOf(key);
    if (place !== undefined && isForgotten(place)) sessionStorage.removeItem(key);
  }
}

function placeOf(key: string): DraftPlace | undefined {
  if (!key.startsWith(PREFIX)) return undefined;
  const [slug = '', userId = ''] = key.slice(PREFIX.length).split(':');
  const parsed = parseOrganizationSlug(slug);
  return parsed === undefined ? undefined : { slug: parsed, userId };
}
