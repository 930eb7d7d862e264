/**
 * Escapes each `%` of a path that cannot be decoded, such as `/acme/%`. `@solidjs/router` throws at such a path, and the document
 * would stay empty; the escaped one is the page "not found".
 */
export function makePathReadable(): void {
  const { origin, pathname, search, hash } = location;
  if (isMalformed(pathname))
    history.replaceState(history.state, '', origin + pathname.replaceAll('%', '%25') + search + hash);
}

/** Compares the result, because the bundler removes a call whose result is not used. */
function isMalformed(path: string): boolean {
  try {
    return decodeURI(path) === '';
  } catch {
    return true;
  }
}
