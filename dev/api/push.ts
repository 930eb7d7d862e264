import { Hono } from 'hono';
import type { PushHints } from '../../server/push/push-hints.ts';
import type { UserEnvironment } from './require-token.ts';

/** `GET`, `POST` and `DELETE /push`: the push subscriptions of the token's session. */
export function pushRoutes(push: Pick<PushHints, 'respond'>): Hono<UserEnvironment> {
  return new Hono<UserEnvironment>().all('/', (c) => {
    const { userId, sessionId } = c.var.token;
    return push.respond(c.req.raw, { userId, sessionId });
  });
}
