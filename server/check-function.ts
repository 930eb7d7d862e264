import { KeyringConfigurationError } from '../src/protocol/configuration-error.ts';

/** Checks a function that is called at a request only, because JavaScript passes any value. @throws KeyringConfigurationError */
export function checkFunction(value: unknown, setting: string, remedy = 'Write a function.'): void {
  if (typeof value !== 'function')
    throw new KeyringConfigurationError({ setting, value, problem: 'it must be a function', remedy });
}

/** Checks functions that may be left out. @throws KeyringConfigurationError */
export function checkOptionalFunctions<T extends object>(
  options: T,
  names: readonly (keyof T & string)[],
): void {
  for (const name of names)
    if (options[name] !== undefined) checkFunction(options[name], name, 'Write a function, or leave it out.');
}

/** Checks the methods of an object that may be left out, such as a store. @throws KeyringConfigurationError */
export function checkMethods<T extends object>(
  value: T | undefined,
  setting: string,
  names: readonly (keyof T & string)[],
): void {
  if (value === undefined) return;
  // JavaScript passes null, too.
  for (const name of names) checkFunction((value as T | null)?.[name], `${setting}.${name}`);
}

/** Checks a request, because those of Node and Express have other members. @throws KeyringConfigurationError */
export function checkRequest(request: Pick<Request, 'headers'> | undefined): void {
  checkFunction(request?.headers?.get, 'request.headers.get', 'Pass a Request of the Fetch standard.');
}
