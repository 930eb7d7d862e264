/** A response in the store. */
interface Entry {
  readonly selecting: Readonly<Record<string, string | null>>;
  readonly response: Response;
}

/** A cache that all users share, such as a CDN. */
export interface SharedCache {
  fetch(request: Request): Promise<Response>;
  /** The URLs of stored responses, also of those that must be revalidated. */
  readonly stored: () => readonly string[];
  /** How often a stored response was sent, revalidated or not. */
  readonly hits: () => number;
}

/** Statuses that may be stored without a lifetime (RFC 9110 §15.1). */
const HEURISTIC = new Set([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]);

/**
 * Stores everything that RFC 9111 allows a shared cache to store, also without an explicit lifetime, and does so as long as
 * it is allowed.
 */
export function createSharedCache(origin: (request: Request) => Response | Promise<Response>): SharedCache {
  const store = new Map<string, Entry[]>();
  let hits = 0;

  const lookUp = (request: Request): Entry | undefined =>
    store
      .get(request.url)
      ?.find(({ selecting }) =>
        Object.entries(selecting).every(([name, value]) => request.headers.get(name) === value),
      );
  const send = (entry: Entry): Response => {
    hits += 1;
    return entry.response.clone();
  };

  return {
    stored: () => [...store.keys()],
    hits: () => hits,
    async fetch(request) {
      if (request.method !== 'GET') return origin(request);
      const entry = lookUp(request);
      if (entry !== undefined && !mustRevalidate(entry.response)) return send(entry);
      const etag = entry?.response.headers.get('ETag') ?? null;
      const conditional = new Request(request);
      if (etag !== null) conditional.headers.set('If-None-Match', etag);
      const response = await origin(conditional);
      if (response.status === 304 && entry !== undefined) return send(entry);
      if (mayStore(request, response)) {
        const names = (response.headers.get('Vary') ?? '').split(',').map((name) => name.trim());
        const selecting = Object.fromEntries(
          names.filter(Boolean).map((name) => [name, request.headers.get(name)]),
        );
        store.set(request.url, [
          { selecting, response: response.clone() },
          ...(store.get(request.url) ?? []).filter((other) => other !== entry),
        ]);
      }
      return response;
    },
  };
}

function directivesOf(response: Response): ReadonlyMap<string, string> {
  const directives = (response.headers.get('Cache-Control') ?? '').toLowerCase().split(',');
  return new Map(
    directives.map((directive) => {
      const [name = '', value = ''] = directive.trim().split('=');
      return [name, value];
    }),
  );
}

/** RFC 9111 §3 and §3.5. */
function mayStore(request: Request, response: Response): boolean {
  const directives = directivesOf(response);
  if (directives.has('no-store') || directives.has('private')) return false;
  if (response.headers.get('Vary')?.trim() === '*') return false;
  const isAllowed = ['public', 's-maxage', 'must-revalidate'].some((name) => directives.has(name));
  if (request.headers.has('Authorization') && !isAllowed) return false;
  return HEURISTIC.has(response.status) || directives.has('max-age') || directives.has('s-maxage');
}

/** RFC 9111 §4.2 and §5.2.2.4. Time does not pass in a test. */
function mustRevalidate(response: Response): boolean {
  const directives = directivesOf(response);
  const lifetime = directives.get('s-maxage') ?? directives.get('max-age');
  return directives.has('no-cache') || lifetime === '0';
}
