import { KeyringError } from './errors.ts';

/**
 * The name of an organization in a URL: `[a-z0-9]` and inner `-`, at most 64 characters.
 * Only {@link parseOrganizationSlug} makes one, so page and worker can never disagree on the grammar.
 */
export type OrganizationSlug = string & { readonly __brand: 'OrganizationSlug' };

/** Longest slug, characters (R27). */
export const SLUG_LIMIT = 64;

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
 * Reads an organization slug. Nothing is decoded, folded or trimmed: `ACME`, `%61cme` and `acme ` are not `acme`.
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

/**
 * Reads the slug that a caller names an organization by.
 *
 * @throws KeyringError `organization_unknown`: the text is no slug, so it names no organization
 */
export function requireOrganizationSlug(text: string): OrganizationSlug {
  const slug = parseOrganizationSlug(text);
  if (slug !== undefined) return slug;
  throw new KeyringError('organization_unknown', 'This address names no organization.', {
    // Anything longer than a slug is not repeated.
    organizationSlug: text.length > SLUG_LIMIT ? null : text,
  });
}

/**
 * Reads the organization that a path names: its first segment, unchanged from the URL.
 *
 * @param pathname a URL's `pathname`, still percent-encoded
 * @example
 * organizationSlugOfPath('/acme/settings');  // 'acme'
 * organizationSlugOfPath('/sessions');       // undefined
 */
export function organizationSlugOfPath(pathname: string): OrganizationSlug | undefined {
  if (!pathname.startsWith('/')) return undefined;
  const end = pathname.indexOf('/', 1);
  return parseOrganizationSlug(pathname.slice(1, end === -1 ? undefined : end));
}
