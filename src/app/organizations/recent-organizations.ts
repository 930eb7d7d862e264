import { createSignal } from 'solid-js';
import { attempt, parseList, parseString } from '../../client/index.ts';
import { keepValue, readKept } from '../notes/kept-value.ts';

const KEY = 'recent-organizations';
const storage = (): Storage => localStorage;
/** Organizations that are remembered; those used longer ago stand with the others, by name. */
const LIMIT = 100;

const [recentIds, setRecentIds] = createSignal(read());
addEventListener('storage', ({ key }) => {
  if (key === KEY || key === null) setRecentIds(read());
});

/** Ids of the organizations that were opened on this device, in any tab, the last one first. Nothing else is kept. */
export { recentIds };

/** Notes that somebody opened an organization. */
export function noteUse(organizationId: string): void {
  const next = [organizationId, ...read().filter((id) => id !== organizationId)].slice(0, LIMIT);
  keepValue(storage, KEY, next);
  setRecentIds(next);
}

/** Forgets which organizations were opened: after a sign-out everywhere. */
export function forgetUses(): void {
  keepValue(storage, KEY, null);
  setRecentIds([]);
}

function read(): readonly string[] {
  const stored = readKept(storage, KEY);
  return attempt(() => parseList(stored, (id) => parseString(id, 'id', 128), 'recent organizations')) ?? [];
}
