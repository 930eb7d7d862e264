import { parseNullable, parseNumber, parseOneOf, parseRecord, parseString } from '../../protocol/parse.ts';
import { parseSessionUser } from '../../protocol/parse-status.ts';
import { readSessionClaims } from '../../protocol/session-claims.ts';
import { AUTHORIZATION_REASONS } from '../../protocol/session-status.ts';
import type { Session } from './session.ts';
import { parseTokenSet } from './token-set.ts';

/** Parses a stored session: data from IndexedDB is untrusted (R4). */
export function parseSession(value: unknown): Session {
  const record = parseRecord(value, 'session');
  const base = {
    organizationId: parseString(record.organizationId, 'organizationId', 128),
    generation: parseNumber(record.generation, 'generation'),
  };
  const status = parseOneOf(
    record.status,
    ['absent', 'active', 'needs-authorization', 'signed-out'],
    'status',
  );
  switch (status) {
    case 'absent':
    // A record of an earlier version also names the user, which is left out here.
    case 'signed-out':
      return { ...base, status };
    case 'active':
      return {
        ...base,
        status,
        user: parseSessionUser(record.user),
        sessionId: parseString(record.sessionId, 'sessionId', 128),
        // A record of an earlier version holds its own refresh token: `parseEarlierCredential` reads it.
        credentialId: parseString(record.credentialId ?? base.organizationId, 'credentialId', 128),
        // A record of an earlier version has none. The next refresh brings them.
        claims: readSessionClaims(parseRecord(record.claims ?? {}, 'claims')),
        tokens: parseTokenSet(record.tokens),
        signedInAt: parseNumber(record.signedInAt, 'signedInAt'),
        // A record of an earlier version has none. The next refresh states it again.
        maxAge: parseNullable(record.maxAge, (maxAge) => parseNumber(maxAge, 'maxAge')),
      };
    case 'needs-authorization': {
      const reason = parseOneOf(record.reason, AUTHORIZATION_REASONS, 'reason');
      return { ...base, status, reason, user: parseNullable(record.user, parseSessionUser) };
    }
  }
}
