/** A value does not have the form that is needed. The message names the value and the form. */
export class ParseError extends Error {
  override readonly name: string = 'ParseError';
}

/** A value whose type is known to be an object, with nothing known of its members. */
export type UnknownRecord = Readonly<Record<string, unknown>>;

/** Options with all their defaults: no member is left out or `undefined`. */
export type Filled<Options> = { readonly [Name in keyof Options]-?: Exclude<Options[Name], undefined> };

/**
 * Reads an object. Arrays and null are refused.
 *
 * @param what names the value in the message of the error; the same for the other parsers
 * @throws ParseError
 */
export function parseRecord(value: unknown, what: string): UnknownRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ParseError(`${what} must be an object`);
  }
  return value as UnknownRecord;
}

/**
 * Reads a non-empty string of at most `limit` UTF-16 code units.
 *
 * @throws ParseError
 */
export function parseString(value: unknown, what: string, limit = 2048): string {
  if (typeof value !== 'string' || value === '' || value.length > limit) {
    throw new ParseError(`${what} must be a string of 1 to ${limit} characters`);
  }
  return value;
}

/**
 * Reads a finite number that is not negative: times (ms), lifetimes (s), counts.
 *
 * @throws ParseError
 */
export function parseNumber(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new ParseError(`${what} must be a number that is not negative`);
  }
  return value;
}

/** Reads one of a closed list of words. */
export function parseOneOf<const T extends string>(value: unknown, words: readonly T[], what: string): T {
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw new ParseError(`${what} must be one of ${words.join(', ')}`);
  return word;
}

/**
 * Reads a list of at most `limit` members, each with `parse`.
 *
 * @throws ParseError
 */
export function parseList<T>(value: unknown, parse: (item: unknown) => T, what: string, limit = 1000): T[] {
  if (!Array.isArray(value) || value.length > limit) {
    throw new ParseError(`${what} must be a list of at most ${limit}`);
  }
  return value.map(parse);
}

/**
 * Reads what may be null or absent.
 *
 * @throws what `parse` throws
 */
export function parseNullable<T>(value: unknown, parse: (present: unknown) => T): T | null {
  return value === null || value === undefined ? null : parse(value);
}

/** Reads JSON. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ParseError(`${what} must be JSON`);
  }
}

/**
 * Runs a parser on untrusted input: returns `undefined` instead of a {@link ParseError}.
 *
 * @throws any other error of the parser
 */
export function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}
