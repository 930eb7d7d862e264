import { keyringPaths } from '../../client/index.ts';

/**
 * The path of one of the app's own pages; without an argument the list of organizations.
 *
 * @example
 * pageOf('sessions'); // '/sessions', or '/app/sessions' in a build with the scope `/app/`
 */
export function pageOf(path = ''): string {
  return keyringPaths().scope + path;
}
