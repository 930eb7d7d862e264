const PREFIX = 'note-unsent:';

/**
 * A mark in localStorage for each note that waits, set before the note is queued and taken away after it: whether
 * anything may wait is then known at once, without the database. A sign-out must not have to look first.
 */
export function markUnsent(key: string): void {
  localStorage.setItem(PREFIX + key, '');
}

/** The note with this key waits no more. */
export function unmarkUnsent(key: string): void {
  localStorage.removeItem(PREFIX + key);
}

/** The keys of notes that may be waiting; what a sign-out wiped may still be among them. */
export function markedUnsent(): readonly string[] {
  const marks = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  return marks.map((mark) => mark.slice(PREFIX.length));
}
