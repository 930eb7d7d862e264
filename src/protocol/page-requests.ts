/**
 * The header by which a page names a request, so that it can tell the worker that the request is no longer wanted. No
 * browser tells a worker that a page has aborted a request, or that its tab was closed. It never leaves the worker.
 */
export const REQUEST_NAME_HEADER = 'X-Keyring-Request';

/**
 * Where a page says the name of the requests that it no longer wants. A name that ends with `/` means all requests of the
 * page. It is a channel and not a message, because a worker that does not run has no requests and need not start.
 */
export const REQUEST_END_CHANNEL = 'keyring-request-end';
