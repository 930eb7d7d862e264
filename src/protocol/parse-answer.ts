import { VAULT_MODES } from './configuration.ts';
import { ERROR_MESSAGE_LIMIT, KEYRING_ERROR_CODES, type WireError } from './errors.ts';
import { parseLogEntry } from './log.ts';
import type { Answer, KeyringEvent, KeyringSnapshot, ReplyEnvelope, RequestType } from './messages.ts';
import { PROTOCOL_VERSION, STORAGE_STATES } from './messages.ts';
import { parseOrganizationSlug } from './organization-slug.ts';
import {
  attempt,
  ParseError,
  parseList,
  parseNullable,
  parseNumber,
  parseOneOf,
  parseRecord,
  parseString,
  type UnknownRecord,
} from './parse.ts';
import {
  AUTHORIZATION_REASONS,
  EMAIL_LIMIT,
  type Organization,
  type SessionState,
  type SessionStatus,
  type SessionUser,
  STEP_UPS,
} from './session-status.ts';

const ANSWERS: { readonly [T in RequestType]: (answer: UnknownRecord) => Answer<T> } = {
  claim: (answer) => ({ vault: parseOneOf(answer.vault, VAULT_MODES, 'vault') }),
  'open-organization': parseSessionStatus,
  'refresh-session': parseSessionStatus,
  'list-sessions': parseSnapshot,
  'list-organizations': (answer) => ({
    organizations: parseList(answer.organizations, parseSessionStatus, 'organizations'),
  }),
  inspect: (answer) => ({ entries: parseList(answer.entries, parseLogEntry, 'entries') }),
  'keep-warm': () => ({}),
  'check-connection': (answer) => ({ isReachable: answer.isReachable === true }),
  'start-authorization': (answer) => ({
    authorizationUrl: parseString(answer.authorizationUrl, 'authorizationUrl', 8192),
  }),
  'sign-out': (answer) => ({
    logoutUrl: parseNullable(answer.logoutUrl, (url) => parseString(url, 'logoutUrl')),
  }),
};

/**
 * Reads the worker's reply to a request of type `type`.
 *
 * @throws {@link ParseError} when the worker answered something else
 */
export function parseReply<T extends RequestType>(type: T, data: unknown): ReplyEnvelope<T> {
  const envelope = parseRecord(data, 'reply');
  if (envelope.keyring !== PROTOCOL_VERSION) throw new ParseError('reply has another protocol version');
  if (envelope.error !== undefined)
    return { keyring: PROTOCOL_VERSION, error: parseWireError(envelope.error) };
  return { keyring: PROTOCOL_VERSION, answer: ANSWERS[type](parseRecord(envelope.answer, 'answer')) };
}

/** Reads what the worker posted unasked. `undefined`: it is not the keyring's, or a newer worker's. */
export function parseEvent(data: unknown): KeyringEvent | undefined {
  if (typeof data !== 'object' || data === null || !('keyring' in data) || !('event' in data))
    return undefined;
  if (data.keyring !== PROTOCOL_VERSION) return undefined;
  return attempt(() => parseKeyringEvent(parseRecord(data.event, 'event')));
}

function parseKeyringEvent(event: UnknownRecord): KeyringEvent {
  const types = ['sessions-changed', 'organizations-changed', 'authorization-required'] as const;
  const type = parseOneOf(event.type, types, 'event type');
  switch (type) {
    case 'sessions-changed':
      return { type, ...parseSnapshot(event) };
    case 'organizations-changed':
      return { type };
    case 'authorization-required':
      return { type, organization: parseOrganization(event.organization) };
  }
}

/** Reads `{id, slug, name}`, wherever it comes from. */
export function parseOrganization(value: unknown): Organization {
  const record = parseRecord(value, 'organization');
  const slug = parseOrganizationSlug(record.slug);
  if (slug === undefined) throw new ParseError('slug must be an organization slug');
  const requires = parseNullable(record.requires, (word) => parseOneOf(word, STEP_UPS, 'requires'));
  return {
    id: parseString(record.id, 'id', 128),
    slug,
    name: parseString(record.name, 'name', 256),
    ...(requires !== null && { requires }),
  };
}

/** Reads a person as sessions name them. */
export function parseSessionUser(value: unknown): SessionUser {
  const record = parseRecord(value, 'user');
  return {
    id: parseString(record.id, 'user id', 128),
    email: parseString(record.email, 'email', EMAIL_LIMIT),
    name: parseNullable(record.name, (name) => parseString(name, 'name', 256)),
  };
}

function parseSnapshot(record: UnknownRecord): KeyringSnapshot {
  return {
    sessions: parseList(record.sessions, parseSessionStatus, 'sessions'),
    // An old worker does not count them.
    unnamed: parseNullable(record.unnamed, (count) => parseNumber(count, 'unnamed')) ?? 0,
    storage: parseOneOf(record.storage, STORAGE_STATES, 'storage'),
  };
}

function parseSessionStatus(value: unknown): SessionStatus {
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
      };
    case 'needs-authorization': {
      const reason = parseOneOf(session.reason, AUTHORIZATION_REASONS, 'reason');
      return { status, reason, user: parseNullable(session.user, parseSessionUser) };
    }
  }
}

function parseWireError(value: unknown): WireError {
  const record = parseRecord(value, 'error');
  return {
    code: parseOneOf(record.code, KEYRING_ERROR_CODES, 'code'),
    message: parseString(record.message, 'message', ERROR_MESSAGE_LIMIT),
    organizationSlug: parseNullable(record.organizationSlug, (slug) => parseString(slug, 'organizationSlug')),
    reason: parseNullable(record.reason, (reason) => parseString(reason, 'reason')),
    retryAfter: parseNullable(record.retryAfter, (seconds) => parseNumber(seconds, 'retryAfter')),
    ...(record.developerText !== undefined && {
      developerText: parseNullable(record.developerText, (text) =>
        parseString(text, 'developerText', ERROR_MESSAGE_LIMIT),
      ),
    }),
  };
}
