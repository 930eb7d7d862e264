/** Invalid input of a request. The message is returned to the client. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses text that must hold one JSON object. @throws {InvalidInput} */
export function parseJsonObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidInput('the body is not JSON');
  }
  if (!isJsonObject(value)) throw new InvalidInput('the body is not a JSON object');
  return value;
}

/** @throws {InvalidInput} */
export function asList<T>(value: unknown, name: string, parse: (item: JsonObject) => T): readonly T[] {
  if (!Array.isArray(value)) throw new InvalidInput(`"${name}" must be a list`);
  return value.map((item) => {
    if (!isJsonObject(item)) throw new InvalidInput(`"${name}" must contain objects`);
    return parse(item);
  });
}

/** `undefined` if the member is absent. @throws {InvalidInput} */
export function asOptionalString(value: unknown, name: string): string | undefined {
  return value === undefined ? undefined : asString(value, name);
}

/** Rejects unknown members, because a misspelt name would otherwise be ignored silently. @throws {InvalidInput} */
export function assertOnly(value: JsonObject, names: readonly string[]): void {
  const unknownName = Object.keys(value).find((name) => !names.includes(name));
  if (unknownName !== undefined) throw new InvalidInput(`"${unknownName}" is not one of ${names.join(', ')}`);
}

/** @throws {InvalidInput} */
export function asString(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '')
    throw new InvalidInput(`"${name}" must be a non-empty string`);
  return value;
}

/** @throws {InvalidInput} */
export function asBoolean(value: unknown, name: string): boolean {
  if (typeof value !== 'boolean') throw new InvalidInput(`"${name}" must be true or false`);
  return value;
}

/** @throws {InvalidInput} */
export function asNumber(value: unknown, name: string, minimum: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < minimum) {
    throw new InvalidInput(`"${name}" must be a number, at least ${minimum}`);
  }
  return value;
}

/** @throws {InvalidInput} */
export function asInteger(value: unknown, name: string, minimum: number, maximum: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > maximum) {
    throw new InvalidInput(`"${name}" must be an integer from ${minimum} to ${maximum}`);
  }
  return value;
}

/** @throws {InvalidInput} */
export function asStrings(value: unknown, name: string): readonly string[] {
  if (!Array.isArray(value)) throw new InvalidInput(`"${name}" must be a list`);
  return value.map((item: unknown) => asString(item, name));
}

/** @throws {InvalidInput} */
export function asOneOf<const T extends string>(value: unknown, name: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new InvalidInput(`"${name}" must be one of ${choices.join(', ')}`);
  return choice;
}
