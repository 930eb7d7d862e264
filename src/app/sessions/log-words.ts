import type { LogDetail, LogEntry, LogEvent } from '../../client/index.ts';

const EVENTS: Record<LogEvent, string> = {
  'worker-started': 'The session worker started',
  call: 'API call sent',
  'call-refused': 'API call refused',
  refreshed: 'Session refreshed',
  'refresh-failed': 'Refresh failed, session kept',
  'sign-in-started': 'Sign-in started',
  'signed-in': 'Signed in',
  'sign-in-failed': 'Sign-in failed',
  'session-ended': 'Session ended',
  'signed-out': 'Signed out',
  'late-answer-discarded': 'Late response discarded',
  misconfigured: 'Wrong setting',
};

const DETAILS: Partial<Record<LogDetail, string>> = {
  header: "bound by the request's header",
  url: "bound by the page's URL",
  announcement: 'bound by what the page announced',
  waiting: 'a request waited for it',
  background: 'in the background',
  automatic: 'without a click',
  requested: 'by a click',
  shared: 'with the sign-in of another organization',
};

/** The text for an event. */
export const eventWords = ({ event }: LogEntry): string => EVENTS[event];

/** The text for an entry's detail, or the detail's code if it has no text. */
export const detailWords = ({ detail, finding }: LogEntry): string =>
  finding?.text ?? (detail === null ? '' : (DETAILS[detail] ?? detail));

/** How often an event occurred and how long it took. */
export function figureWords({ count, duration }: LogEntry): string {
  const times = count > 1 ? `${count} ×` : '';
  const time = duration === null ? '' : `${count > 1 ? 'up to ' : ''}${Math.round(duration)} ms`;
  return [times, time].filter((part) => part !== '').join(' ');
}

/**
 * The activity log as text for a bug report. It contains no tokens.
 *
 * @param nameOf returns the name of an organization by its id
 */
export function logText(entries: readonly LogEntry[], nameOf: (id: string) => string): string {
  return entries
    .map((entry) => {
      const organization = entry.organizationId === null ? '-' : nameOf(entry.organizationId);
      const words = [eventWords(entry), detailWords(entry), figureWords(entry)].filter((part) => part !== '');
      return `${new Date(entry.at).toISOString()}  ${organization}  ${words.join(', ')}`;
    })
    .join('\n');
}
