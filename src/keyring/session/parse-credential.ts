import { parseList, parseNullable, parseNumber, parseRecord, parseString } from '../../protocol/parse.ts';
import { parseSessionUser } from '../../protocol/parse-status.ts';
import { readSessionClaims } from '../../protocol/session-claims.ts';
import type { Credential } from './credential.ts';

/** Parses a stored credential: data from IndexedDB is untrusted (R4). */
export function parseCredential(value: unknown): Credential {
  const record = parseRecord(value, 'credential');
  return {
    id: parseString(record.id, 'id', 128),
    generation: parseNumber(record.generation, 'generation'),
    user: parseSessionUser(record.user),
    isImpersonated: record.isImpersonated === true,
    sessionId: parseString(record.sessionId, 'sessionId', 128),
    refreshToken: parseString(record.refreshToken, 'refreshToken', 64 * 1024),
    organizationId: parseString(record.organizationId, 'organizationId', 128),
    signedInAt: parseNumber(record.signedInAt, 'signedInAt'),
    authorizedAt: parseTime(record.authorizedAt, 'authorizedAt'),
    maxAge: parseTime(record.maxAge, 'maxAge'),
    issuedAt: parseTime(record.issuedAt, 'issuedAt'),
    usedAt: parseNumber(record.usedAt, 'usedAt'),
    unanswered: parseList(record.unanswered, (id) => parseString(id, 'organizationId', 128), 'unanswered'),
    sentAt: parseNumber(record.sentAt, 'sentAt'),
  };
}

/**
 * Reads the credential out of a session that an earlier version stored with its own refresh token. Its id is the
 * organization's, so that both versions take the same lock for it.
 */
export function parseEarlierCredential(value: unknown): Credential {
  const record = parseRecord(value, 'session');
  const tokens = parseRecord(record.tokens, 'tokens');
  const organizationId = parseString(record.organizationId, 'organizationId', 128);
  return {
    id: organizationId,
    generation: 1,
    user: parseSessionUser(record.user),
    isImpersonated: readSessionClaims(parseRecord(record.claims ?? {}, 'claims')).impersonator !== null,
    sessionId: parseString(record.sessionId, 'sessionId', 128),
    refreshToken: parseString(tokens.refreshToken, 'refreshToken', 64 * 1024),
    organizationId,
    signedInAt: parseNumber(record.signedInAt, 'signedInAt'),
    authorizedAt: parseTime(record.authorizedAt, 'authorizedAt'),
    maxAge: null,
    issuedAt: parseTime(record.issuedAt, 'issuedAt'),
    usedAt: parseNumber(tokens.receivedAt, 'receivedAt'),
    unanswered: [],
    sentAt: 0,
  };
}

function parseTime(value: unknown, name: string): number | null {
  return parseNullable(value, (time) => parseNumber(time, name));
}
