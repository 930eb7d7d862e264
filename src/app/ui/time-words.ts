import { createSignal } from 'solid-js';

const [now, setNow] = createSignal(Date.now());
const tick = (): void => void setNow(Date.now());
setInterval(tick, 10_000);
document.addEventListener('visibilitychange', tick);

/** The current time, ms since the epoch: a signal that changes every ten seconds. */
export { now };

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const EXACT = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const DATE = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A time (ms) relative to `from` as text: "in 4 minutes", "2 hours ago", "yesterday", or a date if it is further away.
 */
export function timeWords(at: number, from: number): string {
  const distance = at - from;
  const far = Math.abs(distance);
  if (far < 0.75 * MINUTE) return distance > 0 ? 'in less than a minute' : 'just now';
  if (far < 0.75 * HOUR) return RELATIVE.format(Math.round(distance / MINUTE), 'minute');
  if (far < 0.9 * DAY) return RELATIVE.format(Math.round(distance / HOUR), 'hour');
  if (far < 14 * DAY) return RELATIVE.format(Math.round(distance / DAY), 'day');
  return DATE.format(at);
}

/** A date and time with minutes. */
export const exactTime = (at: number): string => EXACT.format(at);

const TIME = new Intl.DateTimeFormat('en', { timeStyle: 'medium' });

/**
 * A future time with seconds: "at 10:41:05 PM", or with the date if it is on another day. @param at ms since the epoch
 */
export const timeToCome = (at: number): string =>
  new Date(at).toDateString() === new Date().toDateString()
    ? `at ${TIME.format(at)}`
    : `on ${EXACT.format(at)}`;
