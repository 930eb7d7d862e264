import { checkText } from '../src/protocol/check-setting.ts';

/**
 * Checks the ids of an owner or of a hint. From JavaScript, the claims of a token (`sub`, `sid`) or the text of a hint can be passed in
 * their place: then all users would share the owner `undefined`, whom no hint concerns.
 *
 * @param what names the value in the message of the error
 * @throws KeyringConfigurationError
 */
export function checkOwner<T extends object>(
  owner: T,
  names: readonly (keyof T & string)[],
  what = 'owner',
): void {
  // JavaScript passes undefined and null, too.
  for (const name of names)
    checkText((owner as T | null)?.[name], `${what}.${name}`, 'Read it from the verified token or webhook.');
}
