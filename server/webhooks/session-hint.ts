import { ParseError, parseNullable, parseRecord, parseString } from '../../src/protocol/parse.ts';

/**
 * A hint that a session of a user may have ended. It proves nothing: the worker asks AuthKit, and acts on that response
 * only (R49).
 */
export interface SessionHint {
  /** The id of the event that caused it. */
  readonly id: string;
  readonly userId: string;
  /** null: every organization of the user. */
  readonly organizationId: string | null;
  /** The session (`sid`) that has ended. Left out: the event names none, so any session of the user may be concerned. */
  readonly sessionId?: string | undefined;
}

const ID_LIMIT = 256;

/** No id of WorkOS has other characters, and PostgreSQL stores no text with NUL. @throws ParseError */
function parseId(value: unknown, what: string): string {
  const id = parseString(value, what, ID_LIMIT);
  if (/[\p{Cc}\p{Cs}]/u.test(id)) throw new ParseError(`${what} must be an id`);
  return id;
}

/**
 * Reads an event of WorkOS.
 *
 * @returns `undefined` for events that say nothing about a session
 * @throws ParseError if the body is no event
 */
export function hintOfEvent(body: unknown): SessionHint | undefined {
  const { id: eventId, event, data } = parseRecord(body, 'event');
  const id = parseId(eventId, 'id');
  switch (event) {
    case 'session.revoked':
    case 'organization_membership.updated':
    case 'organization_membership.deleted': {
      const { id: object, user_id: user, organization_id: organization } = parseRecord(data, 'data');
      // A session without an organization has none in its event.
      const organizationId =
        organization === undefined || organization === null ? null : parseId(organization, 'organization_id');
      const userId = parseId(user, 'user_id');
      if (event !== 'session.revoked' || typeof object !== 'string') return { id, userId, organizationId };
      return { id, userId, organizationId, sessionId: parseId(object, 'data.id') };
    }
    case 'user.deleted':
      return { id, userId: parseId(parseRecord(data, 'data').id, 'id'), organizationId: null };
    default:
      if (typeof event !== 'string') throw new ParseError('event must be a string');
      return undefined;
  }
}

/**
 * Reads a hint that another process of the server has sent.
 *
 * @throws ParseError
 */
export function parseSessionHint(value: unknown): SessionHint {
  const { id, userId, organizationId, sessionId } = parseRecord(value, 'hint');
  return {
    id: parseId(id, 'id'),
    userId: parseId(userId, 'userId'),
    ...(sessionId !== undefined && { sessionId: parseId(sessionId, 'sessionId') }),
    organizationId: parseNullable(organizationId, (one) => parseId(one, 'organizationId')),
  };
}
