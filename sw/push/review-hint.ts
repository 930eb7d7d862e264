import { type DeviceHint, sessionsToReview } from '../../src/protocol/session-hint.ts';
import { isUsable, type Organization, type SessionStatus } from '../../src/protocol/session-status.ts';

/** Longest review, ms. Browsers limit the time of a push event, and a notification has to be shown within it. */
const PATIENCE = 15_000;

/** What a review needs of the keyring. */
export interface ReviewParts {
  readonly listSessions: () => Promise<readonly SessionStatus[]>;
  /** Asks the provider about a session. Its rate is limited. */
  readonly refresh: (organization: Organization) => Promise<SessionStatus>;
  /** @param ms */
  readonly delay: (ms: number) => Promise<void>;
}

/** What a review found, for the notification. */
export interface PushOutcome {
  /**
   * - `ended`: these sessions can no longer be used.
   * - `active`: the provider still accepts these sessions.
   * - `unchecked`: the provider could not be asked about these sessions now.
   * - `unconcerned`: this device has no session that the message is about.
   * - `unreadable`: the message is no hint.
   */
  readonly type: 'ended' | 'active' | 'unchecked' | 'unconcerned' | 'unreadable';
  readonly organizations: readonly Organization[];
}

/**
 * Follows a hint: asks the provider about the sessions that it concerns, and reports what became of them. The hint itself
 * ends nothing (R49).
 */
export async function reviewHint(
  hint: DeviceHint,
  { listSessions, refresh, delay }: ReviewParts,
): Promise<PushOutcome> {
  const before = await listSessions();
  const asked = sessionsToReview(before, hint).map(({ organization }) => organization);
  const confirmed = new Set<string>();
  const refreshes = asked.map(async (organization) => {
    await refresh(organization);
    confirmed.add(organization.id);
  });
  // A refresh that is refused, late or over its limit confirms nothing. The state afterwards says what became of it.
  await Promise.race([Promise.allSettled(refreshes), delay(PATIENCE)]);
  const after = new Map((await listSessions()).map((status) => [status.organization.id, status]));

  const wasConcerned = ({ organization, session }: SessionStatus): boolean =>
    isUsable(session) || organization.id === hint.organizationId;
  const ended = before
    .filter((status) => wasConcerned(status) && isEnded(after.get(status.organization.id)))
    .map(({ organization }) => organization);
  if (ended.length > 0) return { type: 'ended', organizations: ended };
  // The user may have signed out meanwhile.
  const kept = asked.filter(({ id }) => {
    const session = after.get(id)?.session;
    return session !== undefined && isUsable(session);
  });
  const unchecked = kept.filter(({ id }) => !confirmed.has(id));
  if (unchecked.length > 0) return { type: 'unchecked', organizations: unchecked };
  return { type: kept.length > 0 ? 'active' : 'unconcerned', organizations: kept };
}

/** Also a session that a page has asked about before, because the same hint reached it through its stream. */
function isEnded(status: SessionStatus | undefined): boolean {
  return status?.session.status === 'needs-authorization';
}
