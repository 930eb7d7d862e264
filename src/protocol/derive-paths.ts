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
const OWN_PATHS = { ...FILE_PATHS, manifests: '/manifest/' } as const;
type OwnPaths = Record<keyof typeof OWN_PATHS, string>;

/**
 * Fills in the defaults of `paths` and checks nothing: server and worker check them with `parsePaths`, and a page does not
 * need to bundle the checks.
 *
 * @example
 * derivePaths({ scope: '/app/' }).workerScript; // '/app/sw.js'
 */
export function derivePaths(options: KeyringPathsOptions = {}): KeyringPaths {
  const scope = options.scope ?? '/';
  const names = Object.keys(OWN_PATHS) as (keyof OwnPaths)[];
  const ownPaths = Object.fromEntries(
    names.map((name) => [name, options[name] ?? scope + OWN_PATHS[name].slice(1)]),
  ) as OwnPaths;
  const organization = options.organization ?? scope + ORGANIZATION_PATTERN;
  const implied = impliedSegments(Object.values(ownPaths), scope, organization);
  return {
    scope,
    ...ownPaths,
    organization,
    organizationKey: options.organizationKey ?? 'slug',
    reserved: [...new Set([...(options.reserved ?? []), ...implied])],
  };
}

/** Segments that would otherwise name an organization and one of the keyring's own paths at once. */
function impliedSegments(
  ownPaths: readonly string[],
  scope: string,
  organization: string,
): readonly string[] {
  if (organization === NO_ORGANIZATION) return [];
  const folder = organizationFolder({ organization });
  const segments = ownPaths
    .filter((path) => path.startsWith(folder) && path !== folder)
    .map((path) => path.slice(folder.length).split('/')[0] ?? '');
  return folder === scope ? [...RESERVED_SEGMENTS, ...segments] : segments;
}
