/**
 * The header with which `followEvents` names a stream that it opens. The worker ends only streams with this header: when
 * their page has left them, and for a new version. `followEvents` opens them again. The header never leaves the worker.
 */
export const STREAM_HEADER = 'X-Keyring-Stream';

/**
 * Where a page says the name of a stream that it has left. No browser tells a worker that a page has aborted a request,
 * and in Firefox a stream that the worker relays continues without a reader: a few switches would use up all connections. A channel
 * and not a message, because a worker that does not run has no streams and need not start for it.
 */
export const STREAM_END_CHANNEL = 'keyring-stream-end';
