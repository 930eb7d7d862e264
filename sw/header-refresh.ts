/** Longest wait for the server, ms: a hanging request must not keep a new version of the worker waiting. */
const TIMEOUT = 10_000;

/**
 * Replaces the headers of cached documents with those that the server sends now. The precache reloads a document only
 * when its text changes, but a server can change a header, such as `Content-Security-Policy`, without a new build.
 */
export class HeaderRefresh {
  readonly #running = new Map<string, Promise<void>>();

  /**
   * Loads a document again and caches the response if its text is still that of the cached one. Another text belongs to
   * another build, an error or a login page: then the cached response stays. Pages that load at the same time share a request.
   *
   * @param cacheKey the URL under which the document is cached
   * @param url the URL from which the server serves it
   * @returns a promise that never rejects
   * @example
   * event.waitUntil(headers.refresh('pages', '/index.html', '/index.html'));
   */
  refresh(cacheName: string, cacheKey: string, url: string): Promise<void> {
    const running =
      this.#running.get(cacheKey) ??
      refreshHeaders(cacheName, cacheKey, url)
        // Offline, or the server is away: the next load tries again.
        .catch(() => {})
        .finally(() => this.#running.delete(cacheKey));
    this.#running.set(cacheKey, running);
    return running;
  }
}

async function refreshHeaders(cacheName: string, cacheKey: string, url: string): Promise<void> {
  const cache = await caches.open(cacheName);
  const [cached, current] = await Promise.all([
    cache.match(cacheKey),
    // Not through the HTTP cache: a 304 leaves some headers, such as `X-Frame-Options`, as they were.
    // A redirect is followed: Cloudflare Pages redirects `/index.html` to `/`.
    fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT) }),
  ]);
  // Of another origin a script sees some headers only.
  if (cached === undefined || !current.ok || current.type === 'cors') {
    await current.body?.cancel();
    return;
  }
  const copy = current.clone();
  // A browser shows no redirected response for a navigation.
  const renewed = current.redirected ? new Response(copy.body, copy) : copy;
  const [text, currentText] = await Promise.all([cached.text(), current.text()]);
  if (text === currentText && !haveSameHeaders(cached, renewed)) await cache.put(cacheKey, renewed);
}

/** Whether two responses have the same headers, apart from the time of the response. */
function haveSameHeaders(one: Response, other: Response): boolean {
  return headerText(one) === headerText(other);
}

function headerText({ headers }: Response): string {
  return JSON.stringify([...headers].filter(([name]) => name !== 'date'));
}
