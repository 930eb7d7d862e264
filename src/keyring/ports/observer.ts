import type { LogEntry } from '../../protocol/log.ts';

/** A log entry without what the log adds itself. */
export type LoggedEvent = Pick<LogEntry, 'event'> &
  Partial<Pick<LogEntry, 'organizationId' | 'detail' | 'duration' | 'finding'>>;

/** Hears of what happens to sessions; the worker tells pages, deletes caches and writes the log. */
export interface SessionObserver {
  log(event: LoggedEvent): void;
  sessionsChanged(): void;
  /** The back end named an organization that was unknown here, renamed one, or no longer knows one. */
  organizationsChanged(): void;
  /** Nothing of this user in this organization may stay on the device (R14, R42). */
  deleteUserData(organizationId: string, userId: string): Promise<void>;
}
