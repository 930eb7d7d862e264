/**
 * Reads a JSON value from a browser storage. Returns null if the value is missing, is not JSON, or cannot be read.
 * Callers must parse the result.
 */
export function readStored(storage: () => Storage, key: string): unknown {
  try {
    return JSON.parse(storage().getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/**
 * Writes a JSON value to a browser storage; null deletes it. If the storage is full or blocked, the value is not
 * stored.
 */
export function storeValue(storage: () => Storage, key: string, value: unknown): void {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, JSON.stringify(value));
  } catch {
    // Site data is blocked or full. The app works without these values.
  }
}
