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
  'late-answer-discarded': 'Late answer discarded',
};

const DETAILS: Partial<Record<LogDetail, string>> = {
  header: 'bound by its header',
  url: "bound by the page's address",
  announcement: 'bound by what the page announced',
  waiting: 'somebody waited for it',
  background: 'in the background',
  automatic: 'without a click',
  requested: 'by a click',
};

/** What happened, in a few words. */
export const eventWords = ({ event }: LogEntry): string => EVENTS[event];

/** How, or why: the code itself where a program would look for it. */
export const detailWords = ({ detail }: LogEntry): string =>
  detail === null ? '' : (DETAILS[detail] ?? detail);

/** How often and how long, where that says something. */
export function figureWords({ count, duration }: LogEntry): string {
  const times = count > 1 ? `${count} ×` : '';
  const time = duration === null ? '' : `${count > 1 ? 'up to ' : ''}${Math.round(duration)} ms`;
  return [times, time].filter((part) => part !== '').join(' ');
}

/**
 * The journal as text for a bug report. There is no token in it to take out.
 *
 * @param nameOf what an organization is called here, by its id
 */
export function journalText(entries: readonly LogEntry[], nameOf: (id: string) => string): string {
  return entries
    .map((entry) => {
      const organization = entry.organizationId === null ? '-' : nameOf(entry.organizationId);
      const words = [eventWords(entry), detailWords(entry), figureWords(entry)].filter((part) => part !== '');
      return `${new Date(entry.at).toISOString()}  ${organization}  ${words.join(', ')}`;
    })
    .join('\n');
}
