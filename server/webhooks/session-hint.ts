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
  readonly sessionId?: string;
}

const ID_LIMIT = 256;

/**
 * Reads an event of WorkOS.
 *
 * @returns `undefined` for events that say nothing about a session
 * @throws ParseError if the body is no event
 */
export function hintOfEvent(body: unknown): SessionHint | undefined {
  const { id: eventId, event, data } = parseRecord(body, 'event');
  const id = parseString(eventId, 'id', ID_LIMIT);
  switch (event) {
    case 'session.revoked':
    case 'organization_membership.updated':
    case 'organization_membership.deleted': {
      const { id: object, user_id: user, organization_id: organization } = parseRecord(data, 'data');
      // A session without an organization has none in its event.
      const organizationId =
        organization === undefined || organization === null
          ? null
          : parseString(organization, 'organization_id', ID_LIMIT);
      const userId = parseString(user, 'user_id', ID_LIMIT);
      if (event !== 'session.revoked' || typeof object !== 'string') return { id, userId, organizationId };
      return { id, userId, organizationId, sessionId: parseString(object, 'data.id', ID_LIMIT) };
    }
    case 'user.deleted':
      return { id, userId: parseString(parseRecord(data, 'data').id, 'id', ID_LIMIT), organizationId: null };
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
    id: parseString(id, 'id', ID_LIMIT),
    userId: parseString(userId, 'userId', ID_LIMIT),
    ...(sessionId !== undefined && { sessionId: parseString(sessionId, 'sessionId', ID_LIMIT) }),
    organizationId: parseNullable(organizationId, (one) => parseString(one, 'organizationId', ID_LIMIT)),
  };
}
