import { attempt, parseNumber, parseRecord } from '../../protocol/parse.ts';
import { parseOrganization } from '../../protocol/parse-status.ts';
import type { Organization } from '../../protocol/session-status.ts';

/** What the directory stores about one slug. */
export interface DirectoryEntry {
  readonly organization: Organization;
  /** When the back end last confirmed it, ms since the epoch. */
  readonly verifiedAt: number;
  /** The back end no longer knows the slug. The name is kept for a session that may still be stored. */
  readonly isGone: boolean;
}

/** Parses a stored entry. @returns `undefined`: the record is not readable */
export function parseDirectoryEntry(value: unknown): DirectoryEntry | undefined {
  return attempt(() => {
    const record = parseRecord(value, 'directory entry');
    return {
      organization: parseOrganization(record.organization),
      verifiedAt: parseNumber(record.verifiedAt, 'verifiedAt'),
      isGone: record.isGone === true,
    };
  });
}

/** Whether two descriptions of an organization are equal. */
export function isSame(a: Organization, b: Organization): boolean {
  return a.id === b.id && a.slug === b.slug && a.name === b.name && a.requires === b.requires;
}
