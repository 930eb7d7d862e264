import { ParseError, parseOneOf, parseRecord, parseString } from '../../src/protocol/parse.ts';
import { TICKET_METHODS } from '../../src/protocol/ticket.ts';
import { checkRequest } from '../check-function.ts';
import { problemResponse } from '../problem-response.ts';
import { readLimitedText } from '../read-limited-text.ts';
import type { TicketIssuer } from './ticket-issuer.ts';
import type { TicketOwner, TicketTarget } from './ticket-store.ts';

/** Longest body of a request for a ticket, bytes. */
const BODY_LIMIT = 8_192;
/** Longest path with its query, characters. */
const PATH_LIMIT = 4_096;

const REFUSALS = {
  'not-allowed': [403, 'ticket_not_allowed', 'No ticket is issued for this request.'],
  'too-many': [429, 'too_many_tickets', 'Too many tickets were issued. Try again later.'],
  'session-ended': [403, 'session_ended', 'The user has signed out of this session.'],
} as const;

/**
 * Responds to a request for a ticket: `POST` with `{method, path}` as JSON. The response is 201 with
 * `{ticket, expiresIn}` (s), or a problem (RFC 9457) with a `code`.
 *
 * @param owner from the verified access token of this request. A ticket must not be able to get another ticket
 * @example
 * app.post('/api/tickets', requireToken, (c) => respondWithTicket(tickets, c.req.raw, ownerOf(c)));
 */
export async function respondWithTicket(
  tickets: TicketIssuer,
  request: Request,
  owner: TicketOwner,
): Promise<Response> {
  checkRequest(request);
  const target = await readTarget(request);
  if (target === undefined)
    return problemResponse(
      400,
      'ticket_request_invalid',
      'A ticket is for one method and one path of this API.',
    );
  const issue = await tickets.issue(owner, target);
  if (issue.type === 'refused') {
    const [status, code, detail] = REFUSALS[issue.reason];
    return problemResponse(status, code, detail, status === 429 ? { 'Retry-After': '5' } : {});
  }
  const { ticket, expiresIn } = issue;
  return Response.json({ ticket, expiresIn }, { status: 201, headers: { 'Cache-Control': 'no-store' } });
}

async function readTarget(request: Request): Promise<TicketTarget | undefined> {
  const text = await readLimitedText(request, BODY_LIMIT);
  try {
    const { method, path } = parseRecord(JSON.parse(text ?? ''), 'ticket request');
    return {
      method: parseOneOf(method, TICKET_METHODS, 'method'),
      path: parsePath(parseString(path, 'path', PATH_LIMIT)),
    };
  } catch {
    return undefined;
  }
}

/** A path in the form in which a request arrives: without dot segments, backslashes and characters to be encoded. */
function parsePath(path: string): string {
  const { pathname, search, origin } = new URL(path, 'http://path.invalid');
  if (origin !== 'http://path.invalid' || pathname + search !== path)
    throw new ParseError('path must be in normal form');
  return path;
}
