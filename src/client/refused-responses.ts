import { callListeners } from './call-listeners.ts';

const listeners = new Set<(response: Response) => void>();

/**
 * Tells the keyring about an API's response. After a 401 the page reads its sessions again, because it may have missed an
 * event of the worker. `orgFetch` calls this itself; call it for responses of a plain `fetch`.
 *
 * @returns the response, its body unread
 * @example
 * const response = reportResponse(await fetch('/api/notes'));
 */
export function reportResponse(response: Response): Response {
  if (response.status === 401) callListeners(listeners, response);
  return response;
}

/** Calls a listener for each 401 response of an API. @returns stops it */
export function onRefusedResponse(listener: (response: Response) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
