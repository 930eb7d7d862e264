import { checkList, checkText } from './check-setting.ts';
import { KeyringConfigurationError } from './configuration-error.ts';
import { derivePaths, FILE_PATHS } from './derive-paths.ts';
import {
  type KeyringPaths,
  type KeyringPathsOptions,
  NO_ORGANIZATION,
  ORGANIZATION_KEYS,
  ORGANIZATION_PATTERN,
  type OrganizationKeyKind,
  organizationFolder,
} from './paths.ts';

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
  const files = FILE_NAMES.filter((name) => isSet(record[name])).map((name) => {
    const setting = `paths.${name}`;
    return [name, checkWithin(checkFile(record[name], setting), setting, scope)] as const;
  });
  const { manifests, organization, organizationKey, reserved } = record;
  const checked: KeyringPathsOptions = {
    scope,
    ...Object.fromEntries(files),
    ...(isSet(manifests) && {
      manifests: checkWithin(checkFolder(manifests, 'paths.manifests'), 'paths.manifests', scope),
    }),
    ...(isSet(organization) && { organization: checkPattern(organization, scope) }),
    ...(isSet(organizationKey) && { organizationKey: checkKey(organizationKey) }),
    reserved: checkList(reserved ?? [], 'paths.reserved', { check: checkReserved, limit: RESERVED_LIMIT }),
  };
  const paths = derivePaths(checked);
  checkDistinct(paths);
  return paths;
}

const FILE_NAMES = Object.keys(FILE_PATHS) as readonly (keyof typeof FILE_PATHS)[];

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
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
  if (pattern === NO_ORGANIZATION) return pattern;
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
function checkDistinct(paths: KeyringPaths): void {
  const seen = new Map<string, string>();
  for (const name of FILE_NAMES) {
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
