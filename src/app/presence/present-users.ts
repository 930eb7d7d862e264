import { attempt, parseList, parseNullable, parseRecord, parseString } from '../../protocol/parse.ts';

/** A user who has the organization open. */
export interface PresentUser {
  readonly id: string;
  readonly name: string | null;
}

/** Reads a message of the presence socket; `undefined` if it is of another kind. */
export function parsePresence(data: unknown): readonly PresentUser[] | undefined {
  const message = parseJson(data);
  return attempt(() => {
    const { type, users } = parseRecord(message, 'presence');
    return type === 'presence' ? parseList(users, parseUser, 'users') : undefined;
  });
}

/** "You and Grace are here." Users without a name are counted. */
export function presenceText(users: readonly PresentUser[], userId: string): string {
  const others = users.filter(({ id }) => id !== userId);
  const names = others.flatMap(({ name }) => name ?? []);
  const unnamed = others.length - names.length;
  const list = ['You', ...names, ...(unnamed > 0 ? [unnamed === 1 ? '1 other' : `${unnamed} others`] : [])];
  const last = list.pop();
  return list.length === 0 ? 'Only you are here.' : `${list.join(', ')} and ${last} are here.`;
}

function parseUser(value: unknown): PresentUser {
  const { id, name } = parseRecord(value, 'user');
  return { id: parseString(id, 'id'), name: parseNullable(name, (text) => parseString(text, 'name')) };
}

function parseJson(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : undefined;
  } catch {
    return undefined;
  }
}
