import { checkText } from '../src/protocol/check-setting.ts';

/**
 * Checks the ids of an owner. From JavaScript, the claims of a token (`sub`, `sid`) can be passed in their place: then all users would
 * share the owner `undefined`, whom no hint concerns.
 *
 * @throws KeyringConfigurationError
 */
export function checkOwner<T extends object>(owner: T, names: readonly (keyof T & string)[]): void {
  // JavaScript passes undefined and null, too.
  for (const name of names)
    checkText((owner as T | null)?.[name], `owner.${name}`, 'Read it from the verified access token.');
}
