import { Refusal } from './errors.ts';
import { type AuthKitRequest, handleRequest } from './handle-request.ts';
import type { AuthKitContext } from './state.ts';

/** `GET /sso/jwks/:clientId`. Source: WorkOS `SsoController_jsonWebKeySet`. */
export function jwks(c: AuthKitRequest, context: AuthKitContext): Promise<Response> {
  return handleRequest(c, context, { on: 'jwks', kind: 'jwks' }, () => {
    const clientId = c.req.param('clientId');
    if (clientId !== context.options.clientId)
      throw new Refusal(404, { message: `Client not found: '${clientId}'.` });
    return c.json({ keys: context.keys.published() });
  });
}
