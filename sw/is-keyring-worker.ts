import type { KeyringPaths } from '../src/protocol/paths.ts';
import { scope } from './scope.ts';

/**
 * Whether this is the one worker that holds the keyring: the configured script under the configured scope. The server
 * cannot see the scope of a registration or a `#fragment`, so it also sends the script, with the key in it, to another
 * registration. There the script must do nothing.
 */
export function isKeyringWorker(paths: Pick<KeyringPaths, 'workerScript' | 'scope'>): boolean {
  const { href, origin } = location;
  // Pages and dedicated workers have no registration.
  return (
    'registration' in scope &&
    href === origin + paths.workerScript &&
    scope.registration.scope === origin + paths.scope
  );
}
