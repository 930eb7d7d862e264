import { KeyringConfigurationError } from '../src/protocol/configuration-error.ts';

/** Checks a function that is called at a request only, because JavaScript passes any value. @throws KeyringConfigurationError */
export function checkFunction(value: unknown, setting: string, remedy = 'Write a function.'): void {
  if (typeof value !== 'function')
    throw new KeyringConfigurationError({ setting, value, problem: 'it must be a function', remedy });
}
