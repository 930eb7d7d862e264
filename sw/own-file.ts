/** What a host may leave out at the end of a document's path. A page of a folder above is another page. */
const OMITTED = /^(?:(?:\/?index)?\.html)?$/;

/**
 * Whether a response is the file that was requested, and not the page of a login, of a network that asks for a payment, or the
 * app's document for a file that a deployment has deleted. Those too can have the status 200.
 *
 * @param requestUrl the URL of the file, absolute or below the worker's
 * @param response the response, which may be redirected: some hosts redirect `/index.html` to `/`, and `/about.html` to `/about`
 * @example
 * if (!isOwnFile('/assets/index-1.js', response)) throw new Error('Not the script.');
 */
export function isOwnFile(requestUrl: string, response: Response): boolean {
  if (!response.ok) return false;
  const requested = new URL(requestUrl, location.href);
  const isDocument = requested.pathname.endsWith('.html');
  if (!isDocument && /^text\/html\b/.test(response.headers.get('Content-Type') ?? '')) return false;
  if (!response.redirected) return true;
  const { origin, pathname } = new URL(response.url);
  return (
    origin === requested.origin &&
    requested.pathname.startsWith(pathname) &&
    OMITTED.test(requested.pathname.slice(pathname.length))
  );
}

/** A Workbox plugin: a precache that would store another page than the file fails instead. */
export const ownFilesPlugin = {
  cacheWillUpdate: async ({
    request,
    response,
  }: {
    readonly request: Request;
    readonly response: Response;
  }): Promise<Response | null> => (isOwnFile(request.url, response) ? response : null),
};
