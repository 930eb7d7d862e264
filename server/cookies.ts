/**
 * Every value of a cookie in a `Cookie` header. Names are compared byte by byte and only the one space after a
 * semicolon is dropped: script can set a cookie whose name begins with a Unicode space, and a reader that trims takes
 * it for the server's.
 */
export function readCookies(header: string | undefined, name: string): readonly string[] {
  return (header ?? '')
    .split(';')
    .map((pair) => (pair.startsWith(' ') ? pair.slice(1) : pair))
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}
