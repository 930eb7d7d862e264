/** Reads what was kept in a storage of this browser. Anything may stand there, or nothing be readable: then null. */
export function readKept(storage: () => Storage, key: string): unknown {
  try {
    return JSON.parse(storage().getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/** Keeps a value; null takes it away. Without a storage, or with a full one, it lasts as long as the page. */
export function keepValue(storage: () => Storage, key: string, value: unknown): void {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, JSON.stringify(value));
  } catch {
    // Blocked site data: nothing that is kept here is needed to work.
  }
}
