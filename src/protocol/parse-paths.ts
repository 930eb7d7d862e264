import { ANNOUNCEMENT_PATH } from './announcement.ts';
import { checkList, checkText } from './check-setting.ts';
import { KeyringConfigurationError } from './configuration-error.ts';
import { RESERVED_SEGMENTS } from './organization-slug.ts';
import {
  type KeyringPaths,
  ORGANIZATION_KEYS,
  ORGANIZATION_PATTERN,
  type OrganizationKeyKind,
  organizationFolder,
} from './paths.ts';
import { SIGN_IN_FAILED_PATH, SIGN_IN_FINISHED_PATH, SIGN_IN_PROGRESS_PATH } from './sign-in-paths.ts';

/** Paths of one resource each, as they are without a setting and with the scope `/`. */
const FILES = {
  workerScript: '/sw.js',
  announcement: ANNOUNCEMENT_PATH,
  signInFinished: SIGN_IN_FINISHED_PATH,
  signInProgress: SIGN_IN_PROGRESS_PATH,
  signInFailed: SIGN_IN_FAILED_PATH,
} as const;
const MANIFESTS = '/manifest/';
const RESERVED_LIMIT = 256;

/** Only characters that no URL parser changes: a path is compared as it is written. */
const SEGMENT = '(?!\\.{1,2}(?:/|$))[\\w.~-]+';
const FILE = new RegExp(`^(?:/${SEGMENT})+$`);
const FOLDER = new RegExp(`^/(?:${SEGMENT}/)*$`);
const RESERVED = new RegExp(`^${SEGMENT}$`);

/**
 * Reads the `paths` of a configuration and fills in the defaults. Reading its own result changes nothing.
 *
 * @param value {@link KeyringPathsOptions}, from a configuration or from a page's call
 * @throws KeyringConfigurationError that names the setting
 * @example
 * parsePaths({ scope: '/app/' }).workerScript; // '/app/sw.js'
 */
export function parsePaths(value: unknown = {}): KeyringPaths {
  if (typeof value !== 'object' || value === null)
    throw mistake('paths', value, 'it must be an object', 'Leave it out to use the defaults.');
  const record = value as Readonly<Record<string, unknown>>;
  const scope = checkFolder(record.scope ?? '/', 'paths.scope');
  const within = (path: string): string => scope + path.slice(1);
  const file = (name: keyof typeof FILES): string =>
    checkWithin(checkFile(record[name] ?? within(FILES[name]), `paths.${name}`), `paths.${name}`, scope);
  const paths = {
    scope,
    workerScript: file('workerScript'),
    announcement: file('announcement'),
    manifests: checkWithin(
      checkFolder(record.manifests ?? within(MANIFESTS), 'paths.manifests'),
      'paths.manifests',
      scope,
    ),
    signInFinished: file('signInFinished'),
    signInProgress: file('signInProgress'),
    signInFailed: file('signInFailed'),
    organization: checkPattern(record.organization ?? scope + ORGANIZATION_PATTERN, scope),
    organizationKey: checkKey(record.organizationKey ?? 'slug'),
  };
  checkDistinct(paths);
  const own = checkList(record.reserved ?? [], 'paths.reserved', {
    check: checkReserved,
    limit: RESERVED_LIMIT,
  });
  return { ...paths, reserved: [...new Set([...own, ...impliedSegments(paths)])] };
}

type UnreservedPaths = Omit<KeyringPaths, 'reserved'>;

/** Segments that would otherwise name an organization and one of the keyring's own paths at once. */
function impliedSegments(paths: UnreservedPaths): readonly string[] {
  const folder = organizationFolder(paths);
  const { scope, workerScript, announcement, manifests, signInFinished, signInProgress, signInFailed } =
    paths;
  const segments = [workerScript, announcement, manifests, signInFinished, signInProgress, signInFailed]
    .filter((path) => path.startsWith(folder) && path !== folder)
    .map((path) => path.slice(folder.length).split('/')[0] ?? '');
  return folder === scope ? [...RESERVED_SEGMENTS, ...segments] : segments;
}

function checkFile(value: unknown, setting: string): string {
  const path = checkText(value, setting, 'Write a path, for example "/app/sw.js".');
  if (FILE.test(path)) return path;
  throw mistake(
    setting,
    path,
    'a path begins with "/", does not end with "/", and has letters, digits, ".", "_", "~" and "-" between slashes',
    'Write a path, for example "/app/sw.js".',
  );
}

function checkFolder(value: unknown, setting: string): string {
  const path = checkText(value, setting, 'Write a path, for example "/app/".');
  if (FOLDER.test(path)) return path;
  throw mistake(
    setting,
    path,
    'it must begin and end with "/", with letters, digits, ".", "_", "~" and "-" between slashes',
    'Write a path, for example "/app/".',
  );
}

function checkWithin(path: string, setting: string, scope: string): string {
  if (path.startsWith(scope)) return path;
  throw mistake(
    setting,
    path,
    `it is outside of the scope "${scope}"`,
    `Move it below "${scope}", or set paths.scope.`,
  );
}

function checkPattern(value: unknown, scope: string): string {
  const setting = 'paths.organization';
  const remedy = `Write "${scope}${ORGANIZATION_PATTERN}", or a folder before "${ORGANIZATION_PATTERN}".`;
  const pattern = checkText(value, setting, remedy);
  const isPattern =
    pattern.endsWith(ORGANIZATION_PATTERN) && FOLDER.test(organizationFolder({ organization: pattern }));
  if (!isPattern) throw mistake(setting, pattern, 'it is no pattern that org-keyring reads', remedy);
  return checkWithin(pattern, setting, scope);
}

function checkKey(value: unknown): OrganizationKeyKind {
  const key = ORGANIZATION_KEYS.find((candidate) => candidate === value);
  if (key !== undefined) return key;
  throw mistake('paths.organizationKey', value, 'it is neither "slug" nor "id"', 'Write one of the two.');
}

function checkReserved(value: unknown, setting: string): string {
  if (typeof value === 'string' && RESERVED.test(value)) return value;
  throw mistake(
    setting,
    value,
    'it must be one segment of a path, without "/"',
    'Write for example "pricing".',
  );
}

/** Two resources at one path: one of them would never be reached. */
function checkDistinct(paths: UnreservedPaths): void {
  const seen = new Map<string, string>();
  for (const name of Object.keys(FILES) as readonly (keyof typeof FILES)[]) {
    const path = paths[name];
    const other = seen.get(path);
    if (other !== undefined)
      throw mistake(
        `paths.${name}`,
        path,
        `paths.${other} has the same path`,
        'Give each a path of its own.',
      );
    seen.set(path, name);
  }
}

function mistake(
  setting: string,
  value: unknown,
  problem: string,
  remedy: string,
): KeyringConfigurationError {
  return new KeyringConfigurationError({ setting, value, problem, remedy });
}
