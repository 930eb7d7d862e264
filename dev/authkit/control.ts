import { type Context, Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { parseFault } from './faults.ts';
import {
  asOneOf,
  asString,
  asStrings,
  assertOnly,
  InvalidInput,
  type JsonObject,
  parseJsonObject,
} from './json.ts';
import { signInUriOf } from './open-impersonation.ts';
import type { Session } from './session.ts';
import { parseSettings } from './settings.ts';
import { type AuthKitContext, initialState } from './state.ts';
import { sendWebhook } from './webhooks.ts';

/**
 * The control endpoints, `/_emulator/…`, with JSON requests and responses. Invalid input changes nothing and gets 400.
 */
export function control(context: AuthKitContext): Hono {
  const app = new Hono();
  app.use(refuseForeignPages(context.options));
  app.onError((error, c) => {
    if (error instanceof InvalidInput) return c.json({ message: error.message }, 400);
    throw error;
  });

  app.get('/log', (c) => c.json(context.state.log.entries()));

  app.post('/reset', (c) => {
    context.state = initialState(context.options);
    return c.json({});
  });

  app.post('/faults', async (c) => {
    const { fault, times } = parseFault(await body(c));
    context.state.faults.add(fault, times);
    return c.json({});
  });

  app.post('/settings', async (c) => {
    const { rotateKeys, ...change } = parseSettings(await body(c));
    if (rotateKeys) await context.keys.rotate();
    context.state.settings = { ...context.state.settings, ...change };
    return c.json(context.state.settings);
  });

  app.post('/sessions/revoke', async (c) => c.json({ revoked: revoke(await body(c), context) }));

  app.post('/memberships', async (c) => {
    const input = await body(c);
    assertOnly(input, ['user', 'organization', 'status']);
    const { user, organization } = userAndOrganization(input, context);
    const status = asOneOf(input.status, 'status', ['active', 'inactive']);
    context.state.memberships.setStatus(user, organization, status);
    // WorkOS: deactivating a membership revokes its active sessions.
    const revoked = status === 'inactive' ? context.state.sessions.revokeMember(user, organization) : [];
    const membership = { user_id: user, organization_id: organization, status };
    void sendWebhook('organization_membership.updated', membership, context);
    reportRevoked(revoked, context);
    return c.json({ revoked: revoked.length });
  });

  app.post('/invitations', async (c) => c.json({ url: invite(await body(c), context) }));
  app.post('/impersonate', async (c) => c.json({ url: impersonate(await body(c), context) }));

  app.post('/roles', async (c) => {
    setRole(await body(c), context);
    return c.json({});
  });

  return app;
}

/** Changes a member's role and permissions. As at WorkOS, tokens that were issued before keep the earlier ones. */
function setRole(input: JsonObject, context: AuthKitContext): void {
  assertOnly(input, ['user', 'organization', 'role', 'permissions']);
  const { user, organization } = userAndOrganization(input, context);
  const role = asString(input.role, 'role');
  const permissions =
    input.permissions === undefined ? undefined : asStrings(input.permissions, 'permissions');
  if (!context.state.memberships.setRole(user, organization, { role, permissions }))
    throw new InvalidInput('"user" is not an active member of "organization"');
}

/** Invites a known user. @returns the link of the invitation email, which leads to the app's Sign-in URL */
function invite(input: JsonObject, context: AuthKitContext): string {
  assertOnly(input, ['email', 'organization']);
  const { user, organization } = userAndOrganization({ ...input, user: input.email }, context);
  const invited = context.state.memberships.user(user);
  if (!invited) throw new InvalidInput('"email" is not the email of anyone');
  const url = new URL(signInUriOf(context.options));
  const token = context.state.invitations.send(invited, organization, context.now());
  url.searchParams.set('invitation_token', token);
  return url.href;
}

/** Starts an impersonation, as an administrator does in the dashboard. @returns the link to open in a browser */
function impersonate(input: JsonObject, context: AuthKitContext): string {
  assertOnly(input, ['user', 'organization', 'reason', 'impersonator']);
  const { user, organization } = userAndOrganization(input, context);
  const token = context.state.impersonations.start({
    userId: user,
    organizationId: organization,
    email: asString(input.impersonator, 'impersonator'),
    reason: input.reason === undefined ? null : asString(input.reason, 'reason'),
  });
  return new URL(`/authkit/impersonate/${token}`, context.options.origin).href;
}

function revoke(input: JsonObject, context: AuthKitContext): number {
  assertOnly(input, ['sid', 'user', 'organization']);
  const { sessions } = context.state;
  if (input.sid === undefined) {
    const { user, organization } = userAndOrganization(input, context);
    return reportRevoked(sessions.revoke(user, organization), context);
  }
  if (Object.keys(input).length > 1)
    throw new InvalidInput('give either "sid", or "user" and "organization"');
  const session = sessions.get(asString(input.sid, 'sid'));
  if (!session) throw new InvalidInput('"sid" names no session');
  const wasAlive = !session.ended;
  session.ended = true;
  return reportRevoked(wasAlive ? [session] : [], context);
}

/** Sends the webhooks of revoked sessions. @returns their number */
function reportRevoked(sessions: readonly Session[], context: AuthKitContext): number {
  for (const { sid, userId, organizationId } of sessions) {
    const data = { object: 'session', id: sid, user_id: userId, organization_id: organizationId ?? null };
    void sendWebhook('session.revoked', { ...data, status: 'revoked' }, context);
  }
  return sessions.length;
}

/** @returns the ids; a user may be given by id or by email */
function userAndOrganization(input: JsonObject, { state }: AuthKitContext) {
  const user = state.memberships.user(asString(input.user, 'user'));
  if (!user) throw new InvalidInput('"user" is neither the id nor the email of anyone');
  const organization = state.memberships.organization(asString(input.organization, 'organization'));
  if (!organization) throw new InvalidInput('"organization" is not the id of an organization');
  return { user: user.id, organization: organization.id };
}

async function body(c: Context): Promise<JsonObject> {
  return parseJsonObject(await c.req.text());
}

/**
 * A simple POST needs no CORS, so cross-site requests are rejected: a page of another site must not reset the AuthKit. Nor
 * may it read the log under a name of its own that leads to this machine (DNS rebinding): such a GET names no `Origin`.
 */
function refuseForeignPages({ corsOrigins, origin: own }: AuthKitContext['options']) {
  const hosts = ['localhost', '127.0.0.1', '[::1]', new URL(own).hostname];
  return createMiddleware(async (c, next) => {
    const origin = c.req.header('Origin');
    const isForeign = origin !== undefined && !corsOrigins.includes(origin);
    if (isForeign || !hosts.includes(new URL(c.req.url).hostname)) {
      return c.json({ message: 'this origin may not control the local AuthKit' }, 403);
    }
    return next();
  });
}
