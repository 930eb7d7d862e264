import { PROTOCOL_VERSION } from './messages.ts';

/**
 * What the worker posts to pages while it relays a response. It is no event of the keyring: a page replies with a message
 * at once and tells its app nothing.
 */
export const KEEP_RUNNING = { keyring: PROTOCOL_VERSION, keepRunning: true } as const;

/** Whether a message asks the page to keep the worker running. */
export function isKeepRunning(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'keepRunning' in data && data.keepRunning === true;
}
