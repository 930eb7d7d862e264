import { Hono } from 'hono';
import type { OrganizationDirectory } from '../organization-directory.ts';
import { authenticate } from './authenticate.ts';
import { authorize } from './authorize.ts';
import { sessionCookie } from './browser-session.ts';
import { control } from './control.ts';
import { cors } from './cors.ts';
import { organizationDirectory } from './directory.ts';
import type { AuthKitRequest, ConnectionBindings } from './handle-request.ts';
import { showStep, submitStep } from './hosted-step.ts';
import { asList, parseJsonObject } from './json.ts';
import { jwks } from './jwks.ts';
import { logout } from './logout.ts';
import { openImpersonation } from './open-impersonation.ts';
import type { AuthKitOptions } from './options.ts';
import { hasEnded } from './session.ts';
import { SigningKeys } from './signing-keys.ts';
import { type AuthKitContext, initialState } from './state.ts';
import { StateFile } from './state-file.ts';
import { restoreState, storedState } from './stored-state.ts';

export type { AuthKitOptions, Organization, OrganizationPolicy, Role, User } from './options.ts';
export type { LogEntry, RequestKind, RequestOutcome } from './request-log.ts';
export { LOCAL_WEBHOOK_SECRET, type Settings } from './settings.ts';

/** A running in-memory stand-in for WorkOS AuthKit. */
export interface AuthKit {
  /**
   * Hono's `app.fetch`. The second argument is the bindings of `@hono/node-server`, which are needed to drop
   * connections.
   */
  readonly fetch: (request: Request, bindings?: ConnectionBindings) => Response | Promise<Response>;
  readonly directory: OrganizationDirectory;
  /** The current issuer of access tokens; `POST /_emulator/settings` can change it. */
  readonly issuer: () => string;
  /** Whether a session (`sid`) exists and was neither signed out nor revoked nor has reached a limit. */
  readonly isSessionActive: (sid: string) => boolean;
  /** The current time for its tokens, in milliseconds. An API of the same operator uses the same clock. */
  readonly clock: () => number;
}

/**
 * Creates a local AuthKit for one public client.
 *
 * @example const authKit = await createAuthKit({ clientId: 'client_local', origin: 'http://127.0.0.1:4174', … }); await
 *   listen(authKit, 4174);
 */
export async function createAuthKit(options: AuthKitOptions): Promise<AuthKit> {
  const file = options.stateFile === undefined ? undefined : new StateFile(options.stateFile);
  const context: AuthKitContext = {
    options,
    now: options.now ?? Date.now,
    cookie: sessionCookie(options.origin),
    ...(restored(options, file) ?? { keys: await SigningKeys.generate(), state: initialState(options) }),
  };
  const app = routes(context);
  const save = async (): Promise<void> => file?.write(() => storedState(context));
  const clock = (): number => context.now() + context.state.settings.clockOffset * 1000;
  return {
    fetch: async (request, bindings) => {
      const response = await app.fetch(request, bindings);
      // Before the response leaves: a process that is killed afterwards must still know the tokens in it.
      await save();
      return response;
    },
    directory: organizationDirectory(context, save),
    issuer: () => context.state.settings.issuer,
    isSessionActive: (sid) => {
      const session = context.state.sessions.get(sid);
      return session !== undefined && !hasEnded(session, context.state.settings, clock());
    },
    clock,
  };
}

/**
 * The state of an earlier process. `undefined`: there is none, or its file has none.
 *
 * @throws KeyringConfigurationError if it is another file; or the file system's error, because the file could not be written either
 */
function restored(
  options: AuthKitOptions,
  file: StateFile | undefined,
): Pick<AuthKitContext, 'keys' | 'state'> | undefined {
  const text = file?.read();
  if (!text) return undefined;
  try {
    const stored = parseJsonObject(text);
    const state = initialState(options);
    restoreState(options, state, stored);
    const keys = SigningKeys.restore(asList(stored.keys, 'keys', (key) => key));
    return keys && { keys, state };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.warn(`The local AuthKit starts without its earlier state: ${options.stateFile}: ${reason}`);
    return undefined;
  }
}

function routes(context: AuthKitContext) {
  const app = new Hono<{ Bindings: ConnectionBindings }>();
  const allowListed = cors(context.options.corsOrigins);
  const handledBy =
    (handler: (c: AuthKitRequest, context: AuthKitContext) => Response | Promise<Response>) =>
    (c: AuthKitRequest) =>
      handler(c, context);

  app.get('/user_management/authorize', handledBy(authorize));
  app.get('/authkit/impersonate/:token', handledBy(openImpersonation));
  app.get('/authkit/:transaction', handledBy(showStep));
  app.post('/authkit/:transaction', handledBy(submitStep));
  app.use('/user_management/authenticate', allowListed);
  app.post('/user_management/authenticate', handledBy(authenticate));
  app.get('/user_management/sessions/logout', handledBy(logout));
  app.use('/sso/jwks/*', allowListed);
  app.get('/sso/jwks/:clientId', handledBy(jwks));
  app.route('/_emulator', control(context));
  // The third error envelope of WorkOS: Only `{message}`.
  app.notFound((c) => c.json({ message: 'Not Found' }, 404));
  return app;
}
