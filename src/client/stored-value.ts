/** Reads a value that {@link storeValue} wrote. Other script may have written anything there: parse it. */
export function storedValue(storage: Storage, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/** Writes a value as JSON; null deletes it. @throws DOMException when the storage is full */
export function storeValue(storage: Storage, key: string, value: unknown): void {
  if (value === null) storage.removeItem(key);
  else storage.setItem(key, JSON.stringify(value));
}
