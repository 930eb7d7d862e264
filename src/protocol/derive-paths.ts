import { ANNOUNCEMENT_PATH } from './announcement.ts';
import { RESERVED_SEGMENTS } from './organization-slug.ts';
import {
  type KeyringPaths,
  type KeyringPathsOptions,
  NO_ORGANIZATION,
  ORGANIZATION_PATTERN,
  organizationFolder,
} from './paths.ts';
import {
  SIGN_IN_FAILED_PATH,
  SIGN_IN_FINISHED_PATH,
  SIGN_IN_PATH,
  SIGN_IN_PROGRESS_PATH,
} from './sign-in-paths.ts';

/** Paths of one resource each, as they are without a setting and with the scope `/`. */
export const FILE_PATHS = {
  workerScript: '/sw.js',
  announcement: ANNOUNCEMENT_PATH,
  signIn: SIGN_IN_PATH,
  signInFinished: SIGN_IN_FINISHED_PATH,
  signInProgress: SIGN_IN_PROGRESS_PATH,
  signInFailed: SIGN_IN_FAILED_PATH,
} as const;
const MANIFESTS = '/manifest/';

/**
 * Fills in the defaults of `paths` and checks nothing: server and worker check them with `parsePaths`, and a page does not
 * need to bundle the checks.
 *
 * @example
 * derivePaths({ scope: '/app/' }).workerScript; // '/app/sw.js'
 */
export function derivePaths(options: KeyringPathsOptions = {}): KeyringPaths {
  const { scope = '/' } = options;
  const within = (path: string): string => scope + path.slice(1);
  const file = (name: keyof typeof FILE_PATHS): string => options[name] ?? within(FILE_PATHS[name]);
  const paths = {
    scope,
    workerScript: file('workerScript'),
    announcement: file('announcement'),
    manifests: options.manifests ?? within(MANIFESTS),
    signIn: file('signIn'),
    signInFinished: file('signInFinished'),
    signInProgress: file('signInProgress'),
    signInFailed: file('signInFailed'),
    organization: options.organization ?? scope + ORGANIZATION_PATTERN,
    organizationKey: options.organizationKey ?? 'slug',
  };
  return { ...paths, reserved: [...new Set([...(options.reserved ?? []), ...impliedSegments(paths)])] };
}

/** Segments that would otherwise name an organization and one of the keyring's own paths at once. */
function impliedSegments(paths: Omit<KeyringPaths, 'reserved'>): readonly string[] {
  if (paths.organization === NO_ORGANIZATION) return [];
  const folder = organizationFolder(paths);
  const { scope, workerScript, announcement, manifests } = paths;
  const { signIn, signInFinished, signInProgress, signInFailed } = paths;
  const files = [workerScript, announcement, manifests, signIn, signInFinished, signInProgress, signInFailed];
  const segments = files
    .filter((path) => path.startsWith(folder) && path !== folder)
    .map((path) => path.slice(folder.length).split('/')[0] ?? '');
  return folder === scope ? [...RESERVED_SEGMENTS, ...segments] : segments;
}
