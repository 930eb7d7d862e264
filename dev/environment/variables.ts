/** The environment variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Reads a variable that has one of a few values. @throws Error with its name, its value and the allowed values */
export function readWord<const T extends string>(name: string, value: string, words: readonly T[]): T {
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw new Error(`${name} is "${value}"; it may be ${words.join(', ')}.`);
  return word;
}

/** Reads a whole number. @throws Error with its name, its value and the allowed range */
export function readInteger(
  variables: Variables,
  name: string,
  fallback: number,
  least: number,
  most: number,
): number {
  const text = variables[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${name} is "${text}"; it must be a whole number from ${least} to ${most}.`);
}

/** As {@link readInteger}, of 1 or more; null: it is not set. */
export function readOptionalInteger(variables: Variables, name: string): number | null {
  return variables[name] ? readInteger(variables, name, 0, 1, 31_536_000) : null;
}
