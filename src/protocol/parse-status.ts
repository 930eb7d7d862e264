import { type SessionsSnapshot, STORAGE_STATES } from './messages.ts';
import {
  ParseError,
  parseList,
  parseNullable,
  parseNumber,
  parseOneOf,
  parseRecord,
  parseString,
  type UnknownRecord,
} from './parse.ts';
import { readOrganizationKey } from './paths.ts';
import { readSessionClaims, readUserProfile } from './session-claims.ts';
import {
  AUTHORIZATION_REASONS,
  EMAIL_LIMIT,
  type Organization,
  type SessionState,
  type SessionStatus,
  type SessionUser,
  STEP_UPS,
} from './session-status.ts';
import { WITHOUT_ORGANIZATION } from './without-organization.ts';

/** Reads `{id, slug, name}` from the worker, the page or the app's back end. `slug` may be an id (`paths.organizationKey`). */
export function parseOrganization(value: unknown): Organization {
  const record = parseRecord(value, 'organization');
  const slug = readOrganizationKey(record.slug);
  if (slug === undefined) throw new ParseError('slug must be an organization slug or id');
  const id = parseString(record.id, 'id', 128);
  if (id === WITHOUT_ORGANIZATION) throw new ParseError('id must be the id of an organization');
  const requires = parseNullable(record.requires, (word) => parseOneOf(word, STEP_UPS, 'requires'));
  return {
    id,
    slug,
    name: parseString(record.name, 'name', 256),
    ...(requires !== null && { requires }),
  };
}

/** Users that were read, by what they were read from. */
const users = new WeakMap<UnknownRecord, SessionUser>();

/** Reads the user of a session. The sessions of a message share their user, which is read once. */
export function parseSessionUser(value: unknown): SessionUser {
  const record = parseRecord(value, 'user');
  const known = users.get(record);
  if (known !== undefined) return known;
  const user = {
    id: parseString(record.id, 'user id', 128),
    email: parseString(record.email, 'email', EMAIL_LIMIT),
    name: parseNullable(record.name, (name) => parseString(name, 'name', 256)),
    ...readUserProfile(record),
  };
  users.set(record, user);
  return user;
}

/** Reads the state of the whole keyring. */
export function parseSnapshot(record: UnknownRecord): SessionsSnapshot {
  return {
    sessions: parseList(record.sessions, parseSessionStatus, 'sessions'),
    // An older worker does not send it.
    unnamed: parseNullable(record.unnamed, (count) => parseNumber(count, 'unnamed')) ?? 0,
    storage: parseOneOf(record.storage, STORAGE_STATES, 'storage'),
    ...(record.withoutOrganization !== undefined && {
      withoutOrganization: parseSessionState(parseRecord(record.withoutOrganization, 'withoutOrganization')),
    }),
  };
}

/** Reads an organization and the state of its session. */
export function parseSessionStatus(value: unknown): SessionStatus {
  const record = parseRecord(value, 'session status');
  return {
    organization: parseOrganization(record.organization),
    session: parseSessionState(parseRecord(record.session, 'session')),
  };
}

function parseSessionState(session: UnknownRecord): SessionState {
  const status = parseOneOf(
    session.status,
    ['absent', 'authorizing', 'active', 'refreshing', 'needs-authorization', 'signed-out'],
    'status',
  );
  switch (status) {
    case 'absent':
    case 'authorizing':
    case 'signed-out':
      return { status };
    case 'active':
    case 'refreshing':
      return {
        status,
        user: parseSessionUser(session.user),
        signedInAt: parseNumber(session.signedInAt, 'signedInAt'),
        refreshedAt: parseNumber(session.refreshedAt, 'refreshedAt'),
        accessTokenExpiresAt: parseNumber(session.accessTokenExpiresAt, 'accessTokenExpiresAt'),
        ...(session.endsAt !== undefined && { endsAt: parseNumber(session.endsAt, 'endsAt') }),
        ...(session.isSignInShared === true && { isSignInShared: true }),
        ...readSessionClaims(session),
      };
    case 'needs-authorization': {
      const reason = parseOneOf(session.reason, AUTHORIZATION_REASONS, 'reason');
      return { status, reason, user: parseNullable(session.user, parseSessionUser) };
    }
  }
}
