import { KeyringConfigurationError } from '../src/protocol/configuration-error.ts';

/**
 * Checks the most of something. A wrong number, such as that of an environment variable that is not set, would limit nothing.
 *
 * @throws KeyringConfigurationError if it is not a whole number of 1 or more
 */
export function checkCount(value: number, setting: string): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new KeyringConfigurationError({
    setting,
    value,
    problem: 'it must be a whole number of 1 or more',
    remedy: 'Write a number, or leave it out.',
  });
}
