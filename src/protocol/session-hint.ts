import { attempt, parseJson, parseNullable, parseOneOf, parseRecord, parseString } from './parse.ts';
import { isUsable, type SessionStatus } from './session-status.ts';

/** The type of the server-sent event, and of the push message, that carries a hint about a session. */
export const SESSION_HINT = 'session-hint';

/** Longest push message that is read, characters. Push services accept 4,096 bytes. */
const PUSH_LIMIT = 4_096;
const ID_LIMIT = 256;

/** What a device learns from a hint. It proves nothing (R49). */
export interface DeviceHint {
  /** null: every organization. */
  readonly organizationId: string | null;
}

/** Reads the data of a hint. @throws ParseError */
export function parseHint(value: unknown): DeviceHint {
  const { organizationId } = parseRecord(value, 'hint');
  return {
    organizationId: parseNullable(organizationId, (id) => parseString(id, 'organizationId', ID_LIMIT)),
  };
}

/** The text of a push message: an object with a `type`, so that an app can use push messages of its own too. */
export function formatPush({ id, organizationId }: DeviceHint & { readonly id: string }): string {
  return JSON.stringify({ type: SESSION_HINT, id, organizationId });
}

/** Reads a push message. @returns `undefined` if it is no hint */
export function parsePush(text: string): DeviceHint | undefined {
  return attempt(() => {
    const message = parseRecord(parseJson(parseString(text, 'push', PUSH_LIMIT), 'push'), 'push');
    parseOneOf(message.type, [SESSION_HINT], 'type');
    parseString(message.id, 'id', ID_LIMIT);
    return parseHint(message);
  });
}

/**
 * The sessions to ask the provider about after a hint: that of the organization that it names. For a hint about all
 * organizations one session of each sign-in is enough, because the sessions of one sign-in end together.
 */
export function sessionsToReview(
  sessions: readonly SessionStatus[],
  { organizationId }: DeviceHint,
): readonly SessionStatus[] {
  if (organizationId === null) return oneOfEachSignIn(sessions);
  return sessions.filter(
    ({ organization, session }) => organization.id === organizationId && isUsable(session),
  );
}

/** One usable session of each sign-in. Organizations that share a sign-in have the same user and time of it. */
export function oneOfEachSignIn(sessions: readonly SessionStatus[]): readonly SessionStatus[] {
  const ofSignIn = new Map<string, SessionStatus>();
  for (const status of sessions) {
    const key = signInKey(status);
    if (key !== undefined && !ofSignIn.has(key)) ofSignIn.set(key, status);
  }
  return [...ofSignIn.values()];
}

/** What identifies the sign-in of a usable session on this device. */
export function signInKey({ session }: SessionStatus): string | undefined {
  return isUsable(session) ? `${session.user.id} ${session.signedInAt}` : undefined;
}
