import type { LogEntry } from '../../protocol/log.ts';
import type { StepUpRequest } from '../../protocol/step-up.ts';

/** A log entry without what the log adds itself. */
export type LoggedEvent = Pick<LogEntry, 'event'> &
  Partial<Pick<LogEntry, 'organizationId' | 'detail' | 'duration' | 'finding'>>;

/** Called on every event of a session. The worker then tells pages, deletes caches and writes the log. */
export interface SessionObserver {
  log(event: LoggedEvent): void;
  sessionsChanged(): void;
  /** The back end named an unknown organization, renamed one, or no longer knows one. */
  organizationsChanged(): void;
  /** The requests of this page that wait for their user: all of them, also those that the page knows. */
  stepUpsChanged(clientId: string, waiting: readonly StepUpRequest[]): void;
  /** Deletes all data of this user in this organization from the device (R14, R42). */
  deleteUserData(organizationId: string, userId: string): Promise<void>;
  /** Deletes what was cached for a session that the provider has revoked. What its user wrote and has not sent stays. */
  deleteCachedData(organizationId: string): Promise<void>;
}
