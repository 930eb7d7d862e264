import type { SessionStatus } from '../../client/index.ts';

/** The ids of organizations whose names look the same as another's: AuthKit does not require different names. */
export function sameNamed(list: readonly SessionStatus[]): ReadonlySet<string> {
  const idsOf = new Map<string, readonly string[]>();
  for (const { organization } of list) {
    const name = shownName(organization.name);
    idsOf.set(name, [...(idsOf.get(name) ?? []), organization.id]);
  }
  return new Set([...idsOf.values()].filter((ids) => ids.length > 1).flat());
}

/** Without what a reader does not see: invisible characters, and the difference between kinds of white space. */
const shownName = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
