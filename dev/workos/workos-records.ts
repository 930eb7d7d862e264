import {
  parseNullable,
  parseOneOf,
  parseRecord,
  parseString,
  type UnknownRecord,
} from '../../src/protocol/parse.ts';

/** The used part of a WorkOS organization. */
export interface WorkosOrganization {
  readonly id: string;
  readonly name: string;
  readonly externalId: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** The used part of a WorkOS user. */
export interface WorkosUser {
  readonly id: string;
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** The full name. A user can have it alone. */
  readonly name: string | null;
}

/** The used part of a membership. */
export interface WorkosMembership {
  readonly id: string;
  readonly organizationId: string;
  readonly status: 'active' | 'inactive' | 'pending';
}

/** @throws ParseError */
export function parseOrganization(item: unknown): WorkosOrganization {
  const record = parseRecord(item, 'organization');
  return {
    id: parseString(record.id, 'id'),
    name: parseString(record.name, 'name'),
    externalId: optionalString(record, 'external_id'),
    createdAt: parseString(record.created_at, 'created_at'),
  };
}

/** @throws ParseError */
export function parseMembership(item: unknown): WorkosMembership {
  const record = parseRecord(item, 'membership');
  return {
    id: parseString(record.id, 'id'),
    organizationId: parseString(record.organization_id, 'organization_id'),
    status: parseOneOf(record.status, ['active', 'inactive', 'pending'], 'status'),
  };
}

/** @throws ParseError */
export function parseUser(response: unknown): WorkosUser {
  const record = parseRecord(response, 'user');
  return {
    id: parseString(record.id, 'id'),
    email: optionalString(record, 'email'),
    firstName: optionalString(record, 'first_name'),
    lastName: optionalString(record, 'last_name'),
    name: optionalString(record, 'name'),
  };
}

const optionalString = (record: UnknownRecord, member: string): string | null =>
  // WorkOS may return empty names. They count as missing.
  record[member] === '' ? null : parseNullable(record[member], (value) => parseString(value, member));
