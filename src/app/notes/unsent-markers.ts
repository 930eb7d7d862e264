const PREFIX = 'note-unsent:';

/**
 * Sets a marker in localStorage for an unsent note, before the note is queued. The sign-out button can then check
 * synchronously whether unsent notes may exist, without reading the cache.
 */
export function setUnsentMarker(key: string): void {
  localStorage.setItem(PREFIX + key, '');
}

/** Deletes the marker of a note that was sent or deleted. */
export function clearUnsentMarker(key: string): void {
  localStorage.removeItem(PREFIX + key);
}

/** The keys of notes that may be unsent. Notes that a sign-out deleted may still be listed. */
export function unsentMarkers(): readonly string[] {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  return keys.map((key) => key.slice(PREFIX.length));
}
