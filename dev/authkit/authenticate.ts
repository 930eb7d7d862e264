import { parseAuthenticate, readBody } from './authenticate-request.ts';
import { exchangeCode } from './code-grant.ts';
import { type AuthKitRequest, handleRequest } from './handle-request.ts';
import type { JsonObject } from './json.ts';
import { exchangeRefreshToken } from './refresh-grant.ts';
import type { Arrival } from './request-log.ts';
import type { AuthKitContext } from './state.ts';

/** `POST /user_management/authenticate`. Source: WorkOS `UserlandSessionsController_authenticate`. */
export async function authenticate(c: AuthKitRequest, context: AuthKitContext): Promise<Response> {
  const body = await readBody(c.req.raw);
  return handleRequest(c, context, arrivalOf(body, context), async (entry) => {
    const request = parseAuthenticate(body, context.options.clientId);
    const response =
      request.grant === 'authorization_code'
        ? await exchangeCode(context, request, entry)
        : await exchangeRefreshToken(context, request, entry);
    // RFC 6749 section 5.1.
    return c.json(response, 200, { 'Cache-Control': 'no-store' });
  });
}

/** The unverified values of the body. Faults and the log use them even for invalid requests. */
function arrivalOf(body: JsonObject, { state }: AuthKitContext) {
  const kind = 'authenticate' satisfies Arrival['kind'];
  switch (body.grant_type) {
    case 'authorization_code': {
      const grant = typeof body.code === 'string' ? state.codes.peek(body.code) : undefined;
      const { organizationId = null, userId = null } = grant ?? {};
      return {
        on: 'code',
        kind,
        grant: 'authorization_code',
        organization: organizationId,
        user: userId,
      } as const;
    }
    case 'refresh_token': {
      const token =
        typeof body.refresh_token === 'string' ? state.refreshTokens.get(body.refresh_token) : undefined;
      const session = token && state.sessions.get(token.sid);
      const asked = typeof body.organization_id === 'string' ? body.organization_id : undefined;
      return {
        on: 'refresh',
        kind,
        grant: 'refresh_token',
        organization: asked ?? session?.organizationId ?? null,
        user: session?.userId ?? null,
        sid: session?.sid ?? null,
      } as const;
    }
    default:
      return { on: undefined, kind } as const;
  }
}
