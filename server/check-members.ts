import { KeyringConfigurationError } from '../src/protocol/configuration-error.ts';

/** A list of all names of an object's members. The compiler refuses a list that lacks one. */
export type MembersOf<T> = Readonly<Record<keyof T, unknown>>;

/**
 * Refuses members that do not exist: from JavaScript, a misspelt setting would be ignored, and its default would hold. Only the
 * server half and the Vite plugin check it. Every configuration passes one of them, and the worker must accept the
 * members of a later server.
 *
 * A member that is `undefined` counts as left out. The message repeats no value, because it may be a secret.
 *
 * @param known an object with all members; their values do not matter
 * @param setting of the object, as the developer writes it. Left out: the options themselves
 * @throws KeyringConfigurationError that names the nearest member, or all of them; or the setting, if it is no object
 */
export function checkMembers(value: unknown, known: object, setting = ''): void {
  if (setting !== '' && (value === undefined || value === null)) return;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new KeyringConfigurationError({
      setting: setting || 'options',
      problem: 'it must be an object',
      remedy: 'Write an object.',
    });
  const wrong = Object.entries(value).find(
    ([name, member]) => member !== undefined && !Object.hasOwn(known, name),
  )?.[0];
  if (wrong === undefined) return;
  const names = Object.keys(known);
  const near = nearest(wrong, names);
  const choice = near === undefined ? `one of ${names.map((name) => `"${name}"`).join(', ')}` : `"${near}"`;
  throw new KeyringConfigurationError({
    setting: setting === '' ? wrong : `${setting}.${wrong}`,
    problem: 'there is no such setting',
    remedy: `Write ${choice}, or leave it out.`,
  });
}

/** The name that takes the fewest changes; `undefined`: none is like it. */
function nearest(wrong: string, names: readonly string[]): string | undefined {
  const [found] = names
    .map((name) => ({ name, changes: changesOf(wrong.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, changes }) => changes <= 1 + name.length / 6)
    .sort((a, b) => a.changes - b.changes);
  return found?.name;
}

/** How many characters differ (Levenshtein). A name that begins with the other counts as one. */
function changesOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [line, character] of [...a].entries()) {
    const next = [line + 1];
    for (const [index, other] of [...b].entries())
      next.push(
        Math.min(
          (row[index] ?? 0) + (character === other ? 0 : 1),
          (row[index + 1] ?? 0) + 1,
          (next[index] ?? 0) + 1,
        ),
      );
    row = next;
  }
  return a !== b && (a.startsWith(b) || b.startsWith(a)) ? 1 : (row.at(-1) ?? 0);
}
