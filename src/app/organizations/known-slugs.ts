import type { OrganizationKey } from '../../client/index.ts';
import { attempt, parseList, parseString } from '../../protocol/parse.ts';
import { readStored, storeValue } from '../notes/stored-value.ts';

const KEY = 'known-organizations';
const storage = (): Storage => localStorage;
/** Maximum number of stored slugs. The manifest of an organization used earlier is linked a moment later. */
const LIMIT = 100;

/** Whether a user opened the organization on this device, so that it exists. It needs no worker and no network. */
export function isKnownSlug(slug: OrganizationKey): boolean {
  return read().includes(slug);
}

/** Records that an organization exists. */
export function recordSlug(slug: OrganizationKey): void {
  if (read()[0] !== slug) write([slug, ...read().filter((each) => each !== slug)].slice(0, LIMIT));
}

/** Deletes one slug, because no organization has it, or all of them. */
export function deleteSlugs(slug?: OrganizationKey): void {
  write(slug === undefined ? [] : read().filter((each) => each !== slug));
}

function read(): readonly string[] {
  const stored = readStored(storage, KEY);
  return attempt(() => parseList(stored, (slug) => parseString(slug, 'slug', 128), 'slugs')) ?? [];
}

function write(slugs: readonly string[]): void {
  storeValue(storage, KEY, slugs.length === 0 ? null : slugs);
}
