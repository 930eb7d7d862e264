import { createSignal } from 'solid-js';
import { attempt, parseList, parseString } from '../../protocol/parse.ts';
import { readStored, storeValue } from '../notes/stored-value.ts';

const KEY = 'recent-organizations';
const storage = (): Storage => localStorage;
/** Maximum number of stored ids. Organizations used earlier are sorted by name. */
const LIMIT = 100;

const [recentIds, setRecentIds] = createSignal(read());
addEventListener('storage', ({ key }) => {
  if (key === KEY || key === null) setRecentIds(read());
});

/** Ids of the organizations that were opened on this device in any tab, most recent first. Only ids are stored. */
export { recentIds };

/** Records that the user opened an organization. */
export function recordUse(organizationId: string): void {
  const next = [organizationId, ...read().filter((id) => id !== organizationId)].slice(0, LIMIT);
  storeValue(storage, KEY, next);
  setRecentIds(next);
}

/** Clears the list of opened organizations, after a sign-out everywhere. */
export function clearUses(): void {
  storeValue(storage, KEY, null);
  setRecentIds([]);
}

function read(): readonly string[] {
  const stored = readStored(storage, KEY);
  return attempt(() => parseList(stored, (id) => parseString(id, 'id', 128), 'recent organizations')) ?? [];
}
