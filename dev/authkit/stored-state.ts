import type { IssuedCode } from './authorization-code.ts';
import { asList, InvalidInput, type JsonObject } from './json.ts';
import type { AuthKitOptions } from './options.ts';
import {
  parseBrowserSession,
  parseCode,
  parseMembership,
  parseOrganization,
  parseRefreshToken,
  parseSession,
  parseSignIn,
  parseUser,
} from './parse-stored-state.ts';
import type { RefreshToken } from './refresh-token.ts';
import { type AuthKitContext, type AuthKitState, directoryOf } from './state.ts';

/** Raised when the shape changes. A file of another version is ignored. */
const VERSION = 1;
/** How long used tokens and ended sessions are stored, ms. Without a limit the file would grow with every refresh. */
const RECENT = 86_400_000;

/**
 * The part of the state that outlives the process, as JSON: everything that a signed-in browser relies on. Settings,
 * faults, the log and unfinished hosted pages end with the process.
 */
export async function storedState({
  options,
  state,
  keys,
  now,
}: Pick<AuthKitContext, 'options' | 'state' | 'keys' | 'now'>): Promise<JsonObject> {
  const isRecent = (at: number): boolean => now() - at < RECENT;
  const sessions = state.sessions
    .all()
    .filter(({ ended, lastExchangeAt }) => !ended || isRecent(lastExchangeAt));
  const sids = new Set(sessions.map(({ sid }) => sid));
  const refreshTokens = state.refreshTokens
    .entries()
    .filter(([, { sid, exchange }]) => sids.has(sid) && (exchange === undefined || isRecent(exchange.at)));
  const graceStart = now() - state.settings.refreshGrace * 1000;
  return {
    version: VERSION,
    began: JSON.stringify(directoryOf(options)),
    keys: keys.store(),
    organizations: state.memberships.organizations(),
    users: state.memberships.users(),
    memberships: state.memberships.entries(),
    browserSessions: state.browserSessions.all().map(withList),
    sessions: sessions.map(withList),
    refreshTokens: await Promise.all(refreshTokens.map((entry) => storedRefreshToken(entry, graceStart))),
    codes: state.codes
      .entries()
      .filter(([, { expiresAt }]) => isRecent(expiresAt))
      .map(storedCode),
    lastSignInAt: [...state.lastSignInAt].map(([user, at]) => ({ user, at })),
  };
}

/** Adds what {@link storedState} returned to a new state. The keys are restored by themselves. @throws {InvalidInput} */
export function restoreState(options: AuthKitOptions, state: AuthKitState, stored: JsonObject): void {
  if (stored.version !== VERSION) throw new InvalidInput(`"version" must be ${VERSION}`);
  // Otherwise a developer who removes an organization or changes a role would see no effect. A file of an earlier version
  // does not say what it began with: most began with the defaults.
  const { began = JSON.stringify(directoryOf({})) } = stored;
  if (began !== JSON.stringify(directoryOf(options)))
    throw new InvalidInput('users or organizations of the options have changed');
  for (const organization of asList(stored.organizations, 'organizations', parseOrganization))
    if (state.memberships.organization(organization.id) === undefined)
      state.memberships.addOrganization(organization);
  // An earlier version had no users who signed up.
  for (const user of asList(stored.users ?? [], 'users', parseUser)) state.memberships.addUser(user);
  for (const membership of asList(stored.memberships, 'memberships', parseMembership))
    state.memberships.restore(membership);
  for (const session of asList(stored.browserSessions, 'browserSessions', parseBrowserSession))
    state.browserSessions.restore(session);
  for (const session of asList(stored.sessions, 'sessions', parseSession)) state.sessions.restore(session);
  for (const { value, token } of asList(stored.refreshTokens, 'refreshTokens', parseRefreshToken))
    state.refreshTokens.restore(value, token);
  for (const { code, issued } of asList(stored.codes, 'codes', (item) => parseCode(item, state)))
    if (issued !== undefined) state.codes.restore(code, issued);
  for (const [user, at] of asList(stored.lastSignInAt, 'lastSignInAt', parseSignIn))
    state.lastSignInAt.set(user, at);
}

function withList<
  T extends { readonly steppedUpFor: ReadonlySet<string>; readonly entered?: ReadonlySet<string> },
>(item: T): JsonObject {
  return { ...item, steppedUpFor: [...item.steppedUpFor], entered: [...(item.entered ?? [])] };
}

/** @param graceStart the response of an earlier exchange is not repeated any more, ms */
async function storedRefreshToken(
  [value, { sid, exchange }]: readonly [string, RefreshToken],
  graceStart: number,
): Promise<JsonObject> {
  if (exchange === undefined) return { value, sid };
  const { at } = exchange;
  if (at < graceStart) return { value, sid, exchange: { at } };
  // A response that could not be issued is not repeated after a restart.
  return { value, sid, exchange: { at, response: await exchange.response?.catch(() => undefined) } };
}

function storedCode([code, { grant, expiresAt, used }]: readonly [string, IssuedCode]): JsonObject {
  const { browserSession, ...rest } = grant;
  return { code, expiresAt, used, grant: { ...rest, browserSession: browserSession.id } };
}
