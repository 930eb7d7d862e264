import { KeyringError } from './errors.ts';
import { type OrganizationId, parseOrganizationId } from './organization-id.ts';
import { type OrganizationSlug, readSlug } from './organization-slug.ts';

export const ORGANIZATION_KEYS = ['slug', 'id'] as const;
/** Whether URLs name an organization by its slug or by its id. */
export type OrganizationKeyKind = (typeof ORGANIZATION_KEYS)[number];
/** What names an organization in a URL: its slug, or its id with `paths.organizationKey: 'id'`. */
export type OrganizationKey = OrganizationSlug | OrganizationId;

/** Longest key, characters: an id has four more than a slug (R27). */
export const ORGANIZATION_KEY_LIMIT = 68;

/**
 * The paths of the keyring on the app's origin. Server, worker and page must be given the same settings.
 * Every path begins with {@link scope}. The path of the callback is that of `redirectUri`.
 */
export interface KeyringPaths {
  /** The worker's scope, and the app's home. Begins and ends with `/`. Default: `/`. */
  readonly scope: string;
  /** The one script that may become a worker. Default: `sw.js` in the scope. */
  readonly workerScript: string;
  /** Where pages announce the organization of their URL; only the worker sees it. Default: `sw/announcement`. */
  readonly announcement: string;
  /** The folder of the organizations' manifests and icons. Ends with `/`. Default: `manifest/`. */
  readonly manifests: string;
  /** The page that starts a sign-in which began outside of the app: the provider's "Sign-in URL". Default: `auth/sign-in`. */
  readonly signIn: string;
  /** The page that closes the window of a popup sign-in. Default: `auth/finished`. */
  readonly signInFinished: string;
  /** The page that continues a sign-in to several organizations. Default: `sessions/sign-in`. */
  readonly signInProgress: string;
  /** The page of a sign-in that failed. Default: `auth/error`. */
  readonly signInFailed: string;
  /**
   * The position of the organization in the path of a page: a folder, `:organization` and `/*`. Default: `:organization/*`
   * in the scope. Others: `/o/:organization/*`, or `/app/:organization/*` with the scope `/app/`. `none`: URLs do not
   * name the organization, and every API call names its own.
   */
  readonly organization: string;
  /** Whether `:organization` is a slug (`acme`) or an id (`org_…`). Default: `slug`. */
  readonly organizationKey: OrganizationKeyKind;
  /**
   * Segments that never name an organization. The segments of the paths above are among them, and `api`,
   * `auth`, `assets`, `icons`, `sessions`, `sw` and `manifest` where organizations stand directly in the scope.
   */
  readonly reserved: readonly string[];
}

/** The settings that differ from their defaults. */
export type KeyringPathsOptions = {
  readonly [Setting in keyof KeyringPaths]?: KeyringPaths[Setting] | undefined;
};

/** The end of {@link KeyringPaths.organization}. */
export const ORGANIZATION_PATTERN = ':organization/*';

/** The value of {@link KeyringPaths.organization} for an app whose URLs do not name the organization. */
export const NO_ORGANIZATION = 'none';

/** The folder in which organizations stand: the pattern before `:organization`. */
export function organizationFolder({ organization }: Pick<KeyringPaths, 'organization'>): string {
  return organization.slice(0, -ORGANIZATION_PATTERN.length);
}

/**
 * Reads the organization that a path names. Nothing is decoded.
 *
 * @param pathname a URL's `pathname`, still percent-encoded
 * @example
 * organizationOfPath('/o/acme/settings', parsePaths({ organization: '/o/:organization/*' })); // 'acme'
 */
export function organizationOfPath(pathname: string, paths: KeyringPaths): OrganizationKey | undefined {
  const folder = organizationFolder(paths);
  if (paths.organization === NO_ORGANIZATION || !pathname.startsWith(folder)) return undefined;
  const end = pathname.indexOf('/', folder.length);
  return parseOrganizationKey(pathname.slice(folder.length, end === -1 ? undefined : end), paths);
}

/**
 * Whether a path belongs to a page of the app and of no organization, such as `/sessions`. A path with a malformed name in
 * the place of an organization does not. Without organizations in URLs no path says so.
 *
 * @param pathname a URL's `pathname`, still percent-encoded
 * @example
 * isOutsideOrganizations('/sessions', parsePaths()); // true
 * isOutsideOrganizations('/ACME/', parsePaths());    // false
 */
export function isOutsideOrganizations(pathname: string, paths: KeyringPaths): boolean {
  const { scope, organization, reserved } = paths;
  if (organization === NO_ORGANIZATION || !pathname.startsWith(scope)) return false;
  const folder = organizationFolder(paths);
  if (!pathname.startsWith(folder) || pathname === folder) return true;
  return reserved.includes(pathname.slice(folder.length).split('/', 1)[0] ?? '');
}

/**
 * The home of an organization: {@link organizationOfPath} in the other direction. The app's home, if no URL names an
 * organization.
 *
 * @example
 * pathOfOrganization(slug, parsePaths({})); // '/acme/'
 */
export function pathOfOrganization(key: OrganizationKey, paths: KeyringPaths): string {
  return paths.organization === NO_ORGANIZATION ? paths.scope : `${organizationFolder(paths)}${key}/`;
}

/** Reads what names an organization: a path segment, a header or a message. */
export function parseOrganizationKey(value: unknown, paths: KeyringPaths): OrganizationKey | undefined {
  const key = paths.organizationKey === 'id' ? parseOrganizationId(value) : readSlug(value);
  return key === undefined || paths.reserved.includes(key) ? undefined : key;
}

/** Reads a slug or an id only by its grammar, without knowing which of the two the app uses. */
export function readOrganizationKey(value: unknown): OrganizationKey | undefined {
  return readSlug(value) ?? parseOrganizationId(value);
}

/**
 * Reads the key or the id with which a page names an organization to the worker. No slug looks like an id.
 *
 * @throws KeyringError as {@link requireOrganizationKey} does
 */
export function requireOrganizationName(text: string, paths: KeyringPaths): OrganizationKey {
  return parseOrganizationId(text) ?? requireOrganizationKey(text, paths);
}

/**
 * Reads the key with which a caller names an organization.
 *
 * @throws KeyringError `organization_unknown`: the text names no organization
 */
export function requireOrganizationKey(text: string, paths: KeyringPaths): OrganizationKey {
  const key = parseOrganizationKey(text, paths);
  if (key !== undefined) return key;
  throw new KeyringError('organization_unknown', 'This address names no organization.', {
    // The message does not repeat a text that is longer than a key.
    organizationSlug: String(text).length > ORGANIZATION_KEY_LIMIT ? null : text,
  });
}
