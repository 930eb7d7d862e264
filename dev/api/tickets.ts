import { Hono } from 'hono';
import { respondWithTicket } from '../../server/tickets/respond-with-ticket.ts';
import type { TicketIssuer } from '../../server/tickets/ticket-issuer.ts';
import { methodNotAllowed } from './problem.ts';
import type { ApiEnvironment } from './require-token.ts';

/** `POST /tickets`: issues a ticket for one request of the token's session. */
export function ticketRoutes(tickets: TicketIssuer): Hono<ApiEnvironment> {
  const routes = new Hono<ApiEnvironment>();
  routes.post('/', (c) => {
    const { organizationId, userId, sessionId, expiresAt } = c.var.token;
    const owner = { organizationId, userId, sessionId, accessTokenExpiresAt: expiresAt };
    return respondWithTicket(tickets, c.req.raw, owner);
  });
  return routes.all('/', methodNotAllowed('POST'));
}
