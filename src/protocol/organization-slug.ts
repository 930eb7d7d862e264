/**
 * The name of an organization in a URL: `[a-z0-9]` and inner `-`, at most 64 characters.
 * Only a parser makes one, so page and worker cannot disagree on the grammar.
 */
export type OrganizationSlug = string & { readonly __brand: 'OrganizationSlug' };

/** At most 64 characters (R27). */
const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

/** First path segments that belong to the application, never to an organization. */
export const RESERVED_SEGMENTS: ReadonlySet<string> = new Set([
  'api',
  'auth',
  'assets',
  'icons',
  'sessions',
  'sw',
  'manifest',
]);

/**
 * Reads an organization slug of an app with the default paths. Nothing is decoded, folded or trimmed: `ACME`, `%61cme` and
 * `acme ` are not `acme`. `parseOrganizationKey` knows the paths of the app.
 *
 * @param value what a header, a message or one raw path segment holds
 * @returns the slug, or `undefined` when the value is not one or is a reserved word
 * @example
 * parseOrganizationSlug('acme');      // 'acme'
 * parseOrganizationSlug('sessions');  // undefined
 */
export function parseOrganizationSlug(value: unknown): OrganizationSlug | undefined {
  const slug = readSlug(value);
  return slug === undefined || RESERVED_SEGMENTS.has(slug) ? undefined : slug;
}

/** Reads an organization slug only by its grammar, for callers with their own reserved segments. */
export function readSlug(value: unknown): OrganizationSlug | undefined {
  return typeof value === 'string' && SLUG.test(value) ? (value as OrganizationSlug) : undefined;
}
