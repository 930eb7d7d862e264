import { type OrganizationKey, parseOrganizationSlug } from '../../client/index.ts';
import { attempt, parseString } from '../../protocol/parse.ts';
import { readStored, storeValue } from './stored-value.ts';

/** Where a draft belongs. */
export interface DraftPlace {
  readonly slug: OrganizationKey;
  readonly userId: string;
  /** The note that the user is editing. Left out: a new note. */
  readonly noteId?: string;
}

const PREFIX = 'note-draft:';
const storage = (): Storage => sessionStorage;
const keyOf = ({ slug, userId, noteId }: DraftPlace): string =>
  [`${PREFIX}${slug}`, userId, ...(noteId === undefined ? [] : [noteId])].join(':');

let isParking = false;

/** Enables storing. It is off by default, because with the memory vault no user data may be stored. */
export function startParking(): void {
  isParking = true;
}

/**
 * Stores a draft in sessionStorage at every change. It survives a redirect to AuthKit, a reload, a crash of the page and a tab that
 * the browser discards. Only this user in this tab can read it.
 */
export function parkDraft(place: DraftPlace, text: string): void {
  if (isParking) storeValue(storage, keyOf(place), text === '' ? null : text);
}

/** Reads a stored draft; empty if there is none. */
export function parkedDraft(place: DraftPlace): string {
  return attempt(() => parseString(readStored(storage, keyOf(place)), 'draft', 10_000)) ?? '';
}

/** Deletes the drafts for which `matches` returns `true`, without reading them. */
export function deleteParked(matches: (place: DraftPlace) => boolean): void {
  for (const key of Object.keys(sessionStorage)) {
    const place = placeOf(key);
    if (place !== undefined && matches(place)) sessionStorage.removeItem(key);
  }
}

/** Where drafts of this tab are stored, of all users and organizations. */
export function parkedPlaces(): readonly DraftPlace[] {
  return Object.keys(sessionStorage).flatMap((key) => placeOf(key) ?? []);
}

function placeOf(key: string): DraftPlace | undefined {
  if (!key.startsWith(PREFIX)) return undefined;
  const [slug = '', userId = '', noteId] = key.slice(PREFIX.length).split(':');
  const parsed = parseOrganizationSlug(slug);
  if (parsed === undefined) return undefined;
  return { slug: parsed, userId, ...(noteId !== undefined && { noteId }) };
}
