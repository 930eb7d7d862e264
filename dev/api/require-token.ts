import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { errors } from 'jose';
import type { TicketIssuer } from '../../server/tickets/ticket-issuer.ts';
import { ParseError } from '../../src/protocol/parse.ts';
import { problem } from './problem.ts';
import {
  type AccessToken,
  type TokenRules,
  type UserToken,
  verifyAccessToken,
  verifyUserToken,
} from './verify-token.ts';

/** The Hono environment of every route that uses {@link requireToken}. */
export interface ApiEnvironment {
  Variables: { token: AccessToken };
}

/** The Hono environment of every route that uses {@link requireUser}. */
export interface UserEnvironment {
  Variables: { token: UserToken };
}

/** What a request must bring. */
export interface RequestRules extends TokenRules {
  /** Tickets are accepted in place of a token. Default: none are. */
  readonly tickets?: Pick<TicketIssuer, 'redeemRequest'>;
}

/** RFC 6750, 2.1: one scheme, one space, one token. Tokens are read from this header only, never from the URL. */
const BEARER = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * Accepts only requests with a valid access token, or a ticket for this very request, and stores its claims in
 * `c.var.token`. All other requests get the same 401 challenge, because a reason would only help an attacker.
 */
export const requireToken = (rules: RequestRules) =>
  createMiddleware<ApiEnvironment>(async (c, next) => {
    const token = await readToken(c, rules, verifyAccessToken);
    if (token === undefined) return invalidToken(c);
    c.set('token', token);
    return next();
  });

/** As {@link requireToken}, and the token may name no organization. */
export const requireUser = (rules: RequestRules) =>
  createMiddleware<UserEnvironment>(async (c, next) => {
    const token = await readToken(c, rules, verifyUserToken);
    if (token === undefined) return invalidToken(c);
    c.set('token', token);
    return next();
  });

/** @returns `undefined` for a token that is not valid. Other failures, such as unreadable keys, are thrown */
async function readToken<T>(
  c: Context,
  rules: RequestRules,
  verify: (token: string, rules: TokenRules) => Promise<T>,
): Promise<T | AccessToken | undefined> {
  const bearer = BEARER.exec(c.req.header('Authorization') ?? '')?.[1];
  try {
    return await (bearer === undefined ? redeem(c.req.raw, rules) : verify(bearer, rules));
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof ParseError) return undefined;
    throw error;
  }
}

const invalidToken = (c: Context): Response =>
  problem(c, 401, {
    code: 'invalid_token',
    title: 'Invalid token',
    detail: 'This request needs a valid access token for this API.',
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  });

/** The session of a ticket. It has no role: a ticket stands for one request that its user could already send. */
async function redeem(request: Request, { tickets }: RequestRules): Promise<AccessToken> {
  const owner = await tickets?.redeemRequest(request);
  if (owner === undefined) throw new ParseError('No bearer token, and no valid ticket.');
  const { organizationId, userId, sessionId, accessTokenExpiresAt } = owner;
  return {
    organizationId,
    userId,
    sessionId,
    tokenId: null,
    role: null,
    roles: [],
    authenticatedAt: null,
    expiresAt: accessTokenExpiresAt,
  };
}
